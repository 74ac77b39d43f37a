"""Columns of a list: nothing is cut while another column has cells that nobody needs."""

from __future__ import annotations

from tui.widgets.column_widths import column_widths


def test_sharing_columns_share_by_weight_what_the_others_leave() -> None:
    assert column_widths([3, 1, -10], [5, 5, 5], [90, 90, 10], 50) == [30, 10, 10]


def test_where_all_fits_no_sharing_column_is_wider_than_what_stands_in_it() -> None:
    assert column_widths([3, 1, -10], [5, 5, 5], [20, 0, 6], 50) == [20, 5, 10]


def test_one_sharing_column_alone_takes_all_that_is_left() -> None:
    assert column_widths([1, -10], [5, 5], [20, 6], 50) == [40, 10]


def test_a_column_of_fixed_width_is_as_wide_as_its_heading() -> None:
    assert column_widths([1, -4], [5, 9], [0, 0], 30) == [21, 9]


def test_a_sharing_column_gets_what_the_others_do_not_need() -> None:
    assert column_widths([1, 1, -10], [5, 5, 5], [30, 6, 8], 45) == [30, 6, 8]


def test_a_column_of_fixed_width_gets_what_the_sharing_ones_do_not_need_and_no_more() -> None:
    assert column_widths([1, -9], [5, 5], [20, 16], 60) == [44, 16]


def test_titles_come_first_where_there_is_not_room_for_all() -> None:
    assert column_widths([1, -9], [5, 5], [60, 16], 40) == [31, 9]


def test_no_more_is_given_away_than_there_is() -> None:
    widths = column_widths([1, -9, -9], [5, 5, 5], [20, 30, 40], 60)
    assert sum(widths) <= 60
    assert widths[0] == 20


def test_columns_keep_their_share_where_not_every_row_was_measured() -> None:
    assert column_widths([3, 1, -10], [5, 5, 5], [6, 2, 6], 60) == [6, 5, 10]
    assert column_widths([3, 1, -10], [5, 5, 5], [6, 2, 6], 60, measured=False) == [37, 12, 10], (
        "a later row may be longer"
    )
