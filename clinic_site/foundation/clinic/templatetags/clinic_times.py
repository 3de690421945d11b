"""Moments in templates, said as clinic.times says them."""

from django import template

from clinic_site.foundation.clinic import times

register = template.Library()
register.filter("near", times.say_near)
register.filter("moment", times.say_exactly)
register.filter("until", times.say_span)
