"""What went wrong, in a panel."""

from __future__ import annotations

from eesgn_lite.viewing.error_note import ErrorNote


def refuse() -> None:
    """Fail with a sentence that holds markup."""
    raise ValueError("A <b>clip</b> & a row.\nTwo lines.")


def test_a_sentence_wraps_at_words_and_is_no_markup() -> None:
    note = ErrorNote()
    note.guard(refuse)
    assert ">A &lt;b&gt;clip&lt;/b&gt; &amp; a row.\nTwo lines.</p>" in note.value
    assert 'role="alert"' in note.value and "white-space:pre-line" in note.value
    assert "Traceback" not in note.value
    note.clear()
    assert note.value == ""


def test_a_fault_shows_its_traceback() -> None:
    note = ErrorNote()
    note.guard(lambda: [][1])
    assert "Traceback" in note.value and "IndexError" in note.value
    assert "white-space:pre-wrap" in note.value


def test_what_goes_well_leaves_no_word() -> None:
    note, done = ErrorNote(), []
    note.guard(lambda: done.append(1))
    assert (note.value, done) == ("", [1])
