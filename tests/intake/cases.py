"""The cases that booking must pass, and the tests that show each of them.

A list to tick off. A test that is renamed or deleted is missed here, and breaks the build: see
test_cases.py. Paths are below tests/.
"""

from collections.abc import Mapping

Shown = tuple[str, ...]

AT_ONCE: Mapping[str, Shown] = {
    "100 clients, one time, 20 rounds, several processes: one booking, 99 friendly refusals": (
        "races/test_one_time.py::test_hundred_clients_and_one_time_twenty_rounds",
        "races/test_one_time.py::test_database_refuses_though_nobody_looks",
        "races/test_pages.py::test_hundred_browsers_and_one_time_twenty_rounds",
    ),
    "a control with the guard off fails": (
        "races/test_one_time.py::test_without_the_constraint_time_is_given_away_twice",
    ),
    "60 against 30 minutes with different starts": (
        "races/test_one_time.py::test_sixty_and_thirty_minutes_with_different_starts_never_overlap",
        "intake/test_requesting.py::test_sixty_minutes_and_thirty_minutes_may_not_overlap",
    ),
    "50 clients, 50 times: 50 booked": (
        "races/test_one_time.py::test_fifty_clients_and_fifty_times",
    ),
    "two staff decide one request": (
        "races/test_deciding.py::test_one_wins_and_the_others_are_told",
        "intake/test_admin_decisions_late.py::test_of_two_at_once_one_wins_and_the_other_is_told_who_and_when",
    ),
    "decide against withdraw": (
        "races/test_deciding.py::test_one_wins_and_the_others_are_told",
        "intake/test_admin_decisions_late.py::test_decision_on_a_withdrawn_request_says_that_the_patient_was_faster",
    ),
    "close the day against book": (
        "races/test_closing.py::test_each_booking_is_refused_or_orphaned_when_its_day_is_closed",
        "races/test_closing.py::test_booking_that_has_looked_is_found_by_who_closes",
        "intake/test_requesting.py::test_day_closed_meanwhile_is_refused",
    ),
    "move A to B and B to A at once: no deadlock": (
        "races/test_moving.py::test_moving_a_to_b_and_b_to_a_at_once_neither_waits_for_ever_nor_doubles",
        "races/test_moving.py::test_swapping_without_a_look_is_kept_apart_by_the_database_alone",
    ),
    "move onto its own overlapping time": (
        "intake/test_moving.py::test_visit_moves_onto_its_own_overlapping_time",
        "intake/patient/test_moving.py::test_its_own_overlapping_time_can_be_taken_and_its_very_own_is_not_shown",
    ),
    "rebook after cancel, 1,000 times: never two": (
        "intake/test_rebooking.py::test_rebooking_after_letting_go_a_thousand_times_never_gives_two",
        "intake/test_rebooking.py::test_rebooking_after_cancel_leaves_one_live_booking_each_time",
    ),
    "double click, Back and resubmit, ten copies of one form: one booking, one letter": (
        "races/test_one_time.py::test_ten_copies_of_one_form_make_one_booking_and_one_letter",
        "intake/test_journey_back.py::test_a_double_click_makes_one_booking",
        "intake/test_journey_back.py::test_after_the_request_every_step_leads_to_the_held_page",
        "bad_input/test_too_late.py::test_every_step_sent_twice_makes_one_booking",
    ),
}

TIME: Mapping[str, Shown] = {
    "spring gap": (
        "intake/test_availability_clock.py::test_spring_gap_offers_no_hour_that_does_not_exist",
        "intake/test_availability_clock.py::test_a_visit_over_the_spring_gap_takes_its_full_length",
    ),
    "autumn fold": (
        "intake/test_availability_clock.py::test_autumn_fold_offers_both_passes_of_the_hour_as_two_times",
        "intake/test_wording.py::test_a_form_value_is_one_instant_also_in_the_hour_that_comes_twice",
    ),
    "a week when two zones differ": (
        "intake/test_availability_clock.py::test_week_when_two_zones_differ",
    ),
    "server in UTC and clinic elsewhere": (
        "intake/test_availability_clock.py::test_server_in_utc_and_clinic_elsewhere",
        "intake/test_letters.py::test_times_follow_the_clinics_zone",
    ),
    '"today" after midnight UTC': (
        "intake/test_availability_clock.py::test_today_after_midnight_utc_is_still_the_clinics_day",
        "intake/test_worklists.py::test_today_is_the_clinics_day",
    ),
    "notice across a change of the clock": (
        "intake/test_availability_clock.py::test_notice_across_the_clock_change_is_elapsed_time",
        "intake/test_deadlines.py::test_the_notice_is_elapsed_time_when_the_clock_changes",
    ),
    "end equal to next start allowed": (
        "intake/test_availability.py::test_end_equal_to_next_start_is_allowed",
        "intake/test_availability.py::test_buffers_of_neighbors_may_touch_but_not_overlap",
    ),
    "buffer at the edge of the day": (
        "intake/test_availability.py::test_buffer_at_the_edge_of_the_day_must_fit_within_the_hours",
        "intake/test_orphans.py::test_buffer_must_fit_within_the_hours_too",
    ),
    "opening on a closed day": (
        "intake/test_availability.py::test_opening_on_a_closed_day",
        "intake/test_orphans.py::test_dated_opening_covers_what_the_week_does_not",
    ),
    "shortened day: orphaned": (
        "intake/test_orphans.py::test_whatever_takes_the_time_out_of_the_hours_orphans",
        "intake/test_availability.py::test_shortened_day_no_longer_covers_what_is_booked_late",
        "intake/test_admin_affected.py::test_saving_all_the_same_orphans_them_in_the_same_request",
    ),
}

LAPSING: Mapping[str, Shown] = {
    "the clock command never ran: a hold past its start frees nothing it should not": (
        "intake/test_lapsing.py::test_hold_past_its_start_frees_nothing_while_the_clock_does_not_run",
        "intake/test_actions.py::test_hold_whose_start_passed_cannot_be_confirmed_though_the_clock_never_ran",
        "intake/test_offers.py::test_answer_after_the_deadline_is_refused_though_the_clock_never_ran",
        "intake/patient/test_pages.py::test_a_held_time_that_has_passed_is_told_as_lapsed",
    ),
    "the clock command never ran: and blocks nothing": (
        "intake/test_lapsing.py::test_hold_past_its_start_blocks_nothing_that_is_still_ahead",
        "intake/test_worklists.py::test_hold_past_its_start_is_to_call_though_the_clock_never_ran",
    ),
    "run twice: no change": (
        "intake/test_lapsing.py::test_clock_that_runs_twice_or_late_does_everything_once",
    ),
}

LINKS: Mapping[str, Shown] = {
    "50 GETs and HEADs: nothing changes, nothing is sent": (
        "intake/patient/test_pages.py::test_fifty_looks_change_nothing",
        "bad_input/test_too_late.py::test_looking_again_and_again_changes_nothing",
    ),
    "link of A on B: 404": (
        "intake/patient/test_pages.py::test_the_link_opens_nothing_of_somebody_else",
        "intake/test_links.py::test_link_opens_its_own_booking_only",
        "intake/patient/test_pages.py::test_wrong_expired_and_revoked_links_look_the_same",
    ),
    "no token in logs, events, Referer": (
        "clinic_site/test_redaction.py::test_patient_link_is_redacted",
        "intake/test_links.py::test_token_has_256_bits_and_is_kept_nowhere",
        "clinic_site/test_headers.py::test_page_with_a_token_in_its_address_tells_no_other_site",
        "intake/patient/test_pages.py::test_pages_with_a_token_are_not_kept_and_not_told_on",
    ),
}

LETTERS: Mapping[str, Shown] = {
    "server down, hanging, 4xx, 5xx, dropping after DATA: booking kept, page does not wait": (
        "intake/test_mail_server_faults.py::test_booking_is_made_without_a_word_to_the_mail_server",
        "intake/test_mail_server_faults.py::test_control_the_worker_is_who_talks_to_the_server",
    ),
    "retried, at most one duplicate with the same Message-ID": (
        "intake/test_mail_server_faults.py::test_letter_is_tried_again_until_the_server_is_well",
        "intake/test_mail_server_faults.py::test_after_a_night_of_trying_somebody_is_asked_to_phone",
        "clinic_site/test_outbox.py::test_server_that_drops_after_data_gets_the_same_message_id_twice",
    ),
    "canceled before the reminder: none": (
        "intake/test_reminders.py::test_canceled_or_withdrawn_before_the_reminder_sends_none",
        "intake/test_reminders.py::test_moved_visit_is_reminded_of_once_and_before_its_new_time",
    ),
    "confirm, move, cancel: SEQUENCE 0, 1, 2": (
        "intake/test_moving.py::test_sequence_counts_confirm_move_and_cancel",
        "intake/test_calendars_elsewhere.py::test_visit_moves_in_the_calendar_and_leaves_it_when_canceled",
    ),
    "CR/LF in a name": (
        "intake/test_letters.py::test_name_cannot_break_the_letter",
        "clinic_site/test_outbox.py::test_line_breaks_in_a_subject_are_harmless",
    ),
}

SAFETY: Mapping[str, Shown] = {
    "each sign alone leads to the emergency page, and to no times": (
        "intake/test_journey_safety.py::test_each_emergency_answer_alone_leads_to_help_and_to_no_times",
        "intake/test_journey_safety.py::test_every_sign_is_asked_about_and_shown",
        "intake/test_triage.py::test_each_emergency_sign_alone_leads_to_the_emergency_page",
        "intake/test_admin_calling.py::test_emergency_is_read_out_and_leads_to_no_times",
    ),
    "a deep link cannot skip": (
        "intake/test_journey_safety.py::test_no_deep_link_skips_a_step",
        "intake/test_enquiries.py::test_deep_link_opens_only_what_has_been_reached",
        "intake/test_admin_calling_faults.py::test_no_address_skips_a_question",
    ),
    "Back and a changed answer keeps the earlier flag": (
        "intake/test_journey_safety.py::test_a_changed_answer_keeps_the_earlier_flag",
        "intake/test_enquiries.py::test_changed_answer_keeps_the_earlier_flag",
        "intake/test_admin_page.py::test_answers_to_a_dropped_checklist_stay_visible",
    ),
    "answers of version 1 still read after version 2": (
        "intake/test_triage.py::test_answers_to_version_1_can_be_read_after_version_2_exists",
        "intake/test_admin_page.py::test_missing_answer_and_lost_wording_are_flags_and_readable",
    ),
}

PEOPLE: Mapping[str, Shown] = {
    "O'Brien, Nguyễn, one-letter and 100-letter names, Arabic, Hebrew, emoji": (
        "intake/test_names.py::test_names_pass_unchanged",
        "intake/test_forms.py::test_every_real_name_may_ask_for_a_visit",
        "bad_input/test_texts.py::test_what_only_looks_odd_is_kept_and_shown_as_text",
    ),
    "40 real phone formats of 20 countries": (
        "intake/test_phones.py::test_real_formats_are_understood",
        "intake/test_phones.py::test_the_list_is_as_long_as_promised",
    ),
    "refused kindly: empty after trimming invisible characters": (
        "intake/test_names.py::test_blanks_of_every_kind_are_empty",
        "bad_input/test_texts.py::test_what_shows_as_nothing_is_nothing",
    ),
    "refused kindly: control and bidi characters in one-line fields, a million characters": (
        "intake/test_names.py::test_what_no_name_is_gets_a_kind_message",
        "bad_input/test_texts.py::test_a_name_that_hides_something_is_refused_in_words",
    ),
    "refused kindly: past, forged and foreign times": (
        "intake/test_journey_tampering.py::test_forged_times_are_refused_kindly",
        "intake/test_requesting.py::test_time_that_is_not_offered_is_refused",
        "intake/test_availability_offers.py::test_past_forged_and_foreign_starts_get_no_offer",
        "intake/patient/test_moving.py::test_made_up_times_are_asked_again",
        "intake/test_admin_times_gone.py::test_made_up_picks_change_nothing",
    ),
}

CASES: Mapping[str, Mapping[str, Shown]] = {
    "At once": AT_ONCE,
    "Time": TIME,
    "Lapsing": LAPSING,
    "Links": LINKS,
    "Letters": LETTERS,
    "Safety": SAFETY,
    "People": PEOPLE,
}
