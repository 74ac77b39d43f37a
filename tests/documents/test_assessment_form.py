"""学习情况考核表: evidence by rule, the words of person and section, the grade once it stands, and room to sign."""

from __future__ import annotations

from pathlib import Path

from tests.documents.study_branch import MEMBER, assessment, branch, made, people, rec, text, year


def test_the_form_has_evidence_words_grade_result_and_signatures(tmp_path: Path) -> None:
    with branch(tmp_path, [*year(), *assessment(told=True)]) as place:
        paper = made(place, "assessment", member=MEMBER)
    lines = text(paper).splitlines()
    assert "姓名|王五|科室|秘书科" in lines
    assert "集中学习|4 学时（未达标）|H-1、H-7、H-5、H-4" in lines
    assert "自学（已确认）|1 学时|H-2、S-1" in lines
    assert "二、个人小结|全年读书一本。" in lines
    assert "三、科室意见|踏实。" in lines
    assert "四、等次|较好" in lines, "what the person was told, not what the committee prepared"
    assert "五、告知结果|等次：较好" in lines
    signed = [line.split("|")[0] for line in lines if line.endswith("日") and "年　" in line]
    assert signed == ["本人签字", "科室负责人", "支部书记"]
    assert {source.anchor for source in paper.sources}


def test_a_grade_in_preparation_and_the_committees_remark_are_never_printed(tmp_path: Path) -> None:
    for final, shown in ((False, "四、等次|待补"), (True, "四、等次|好")):
        with branch(tmp_path / str(final), [*year(), *assessment(told=False, final=final)]) as place:
            words = text(made(place, "assessment", member=MEMBER))
        assert shown in words.splitlines()
        assert "五、告知结果|未告知" in words
        assert "评语只给支委看" not in words


def test_what_was_not_written_leaves_room_to_write(tmp_path: Path) -> None:
    with branch(tmp_path, people()) as place:
        lines = text(made(place, "assessment", member=MEMBER)).splitlines()
    assert "二、个人小结|" in lines
    assert "四、等次|待补" in lines


def test_roles_sign_under_the_branchs_own_words(tmp_path: Path) -> None:
    named = [each for each in people() if each["type"] != "settings"]
    settings = rec("settings", "x", branch_name="支部", role_labels=["secretary=书记", "section_head=科长"])
    with branch(tmp_path, [*named, settings]) as place:
        words = text(made(place, "assessment", member=MEMBER))
    assert "\n科长|" in words
    assert "\n书记|" in words
