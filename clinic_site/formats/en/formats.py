"""American dates and times in full, the same on every page and in every notification.

Django's own are "Nov. 23, 2026, 12:05 p.m.", beside which ours would be a second style.
"""

DATE_FORMAT = "F j, Y"
SHORT_DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "F j, Y, g:i A"
SHORT_DATETIME_FORMAT = DATETIME_FORMAT
