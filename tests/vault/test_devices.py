"""Two devices of one member: each sees the other's drafts, and whatever goes wrong, no text is lost."""

from __future__ import annotations

import stat
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from server_stub import tables
from server_stub.identity import Account
from sync.problems import InTheWay
from sync.reaching import Unreachable
from sync.vault.keeper import turn_off
from sync.vault.keyfile import KEY, read_key
from sync.vault.keys import VaultProblem
from sync.vault.wire import RingState, VaultPush, VaultPushAnswer
from tests.server.people import Branch
from tests.vault.people import PASSPHRASE, Device


def test_each_sees_the_others_drafts_and_notes(one: Device, two: Device) -> None:
    note = one.write(title="甲", body="写在一号机", tags=["会"])
    draft = two.write("reflection", title="乙", body="写在二号机")
    assert not one.place.vault.holds(note)
    for each in (one, two, one):
        assert each.sync().fault is None
    assert one.seen() == two.seen()
    assert set(one.seen()) == {note, draft}
    assert one.place.vault.holds(note)
    assert one.place.vault.only_here() == two.place.vault.only_here() == []
    assert one.place.desk.record(note).created == two.place.desk.record(note).created


def test_edits_of_different_sentences_become_one_text(one: Device, two: Device) -> None:
    note = one.write(body="第一句在这里。第二句在这里。第三句在这里。")
    one.sync()
    two.sync()
    one.place.desk.set(note, {"body": "第一句改过了。第二句在这里。第三句在这里。"})
    two.place.desk.set(note, {"body": "第一句在这里。第二句在这里。第三句也改了。", "title": "题"})
    for each in (one, two, one):
        each.sync()
    assert one.seen() == two.seen() == {note: {"title": "题", "body": "第一句改过了。第二句在这里。第三句也改了。"}}


def test_two_edits_of_one_sentence_are_both_kept(one: Device, two: Device) -> None:
    note = one.write(title="题", body="原来的话。")
    one.sync()
    two.sync()
    one.place.desk.set(note, {"body": "一号机的话。"})
    two.place.desk.set(note, {"body": "二号机的话。"})
    one.sync()
    assert two.sync().second_copies == 1
    one.sync()
    assert one.seen() == two.seen()
    assert one.bodies() == {"一号机的话。", "二号机的话。"}
    assert {fields["title"] for fields in one.seen().values()} == {"题", "题（另一份）"}
    assert one.place.repository.find("conflict") == []


def test_deleting_takes_effect_on_what_was_seen_only(one: Device, two: Device) -> None:
    kept, gone = one.write(body="要留的。"), one.write(body="要删的。")
    one.sync()
    two.sync()
    for rid in (kept, gone):
        one.place.desk.delete(rid)
    two.place.desk.set(kept, {"body": "要留的，又写了。"})
    for each in (one, two, one):
        each.sync()
    assert one.seen() == two.seen() == {kept: {"body": "要留的，又写了。"}}
    two.place.desk.restore(gone)
    for each in (two, one):
        each.sync()
    assert one.bodies() == {"要留的，又写了。", "要删的。"}


def test_a_lost_answer_makes_no_second_copy(one: Device, two: Device) -> None:
    note = one.write(body="第一稿。")
    one.line.answerless = 0.0
    one.sync()
    one.place.desk.set(note, {"body": "第二稿。"})
    service_push, lost = one.line.service.push, []

    def push(account: object, body: object) -> object:
        lost.append(service_push(account, body))  # type: ignore[arg-type]
        raise Unreachable("no answer")

    one.line.service.push = push  # type: ignore[method-assign,assignment]
    assert one.sync().fault == "unreachable"
    one.line.service.push = service_push  # type: ignore[method-assign]
    assert lost
    one.restart()
    one.place.desk.set(note, {"body": "第三稿。"})
    for each in (one, two):
        assert each.sync().second_copies == 0
    assert one.seen() == two.seen() == {note: {"body": "第三稿。"}}


def test_a_lost_answer_that_another_device_wrote_upon_makes_no_second_copy(one: Device, two: Device) -> None:
    note = one.write(body="第一稿。")
    one.sync()
    two.sync()
    one.place.desk.set(note, {"body": "第二稿。"})
    one.line.answerless = 1.0
    while not one.line.sent or one.line.sent[-1].items[0].base != 1:
        one.line.answerless = 0.0 if one.line.calls % 2 == 0 else 1.0
        one.sync()
    one.line.answerless = 0.0
    two.sync()
    assert two.bodies() == {"第二稿。"}
    two.place.desk.set(note, {"body": "第二稿。二号机续。"})
    two.sync()
    one.place.desk.set(note, {"title": "一号机的题"})
    for each in (one, two):
        assert each.sync().second_copies == 0
    assert one.seen() == two.seen() == {note: {"title": "一号机的题", "body": "第二稿。二号机续。"}}


def test_a_request_that_arrives_after_the_next_edit_makes_no_second_copy(one: Device, two: Device) -> None:
    note = one.write(body="第一稿。")
    one.sync()
    one.place.desk.set(note, {"body": "第二稿。"})
    service = one.line.service
    deliver, held = service.push, []

    def lost(account: Account, body: VaultPush) -> VaultPushAnswer:
        held.append(body)
        raise Unreachable("lost")

    service.push = lost  # type: ignore[method-assign,assignment]
    one.sync()
    one.place.desk.set(note, {"body": "第三稿。"})

    def late(account: Account, body: VaultPush) -> VaultPushAnswer:
        for each in held:
            deliver(account, each)
        held.clear()
        return deliver(account, body)

    service.push = late  # type: ignore[method-assign,assignment]
    for each in (one, two, one):
        assert each.sync().second_copies == 0
    assert one.seen() == two.seen() == {note: {"body": "第三稿。"}}


def test_what_arrives_between_reading_and_writing_is_read_next(one: Device, two: Device) -> None:
    mine, theirs = one.write(body="一号机的。"), two.write(body="二号机的。")
    service = one.line.service
    deliver = service.push

    def interrupted(account: Account, body: VaultPush) -> VaultPushAnswer:
        two.sync()
        return deliver(account, body)

    service.push = interrupted  # type: ignore[method-assign,assignment]
    one.sync()
    service.push = deliver  # type: ignore[method-assign]
    one.sync()
    assert set(one.seen()) == {mine, theirs}


# what a server could do


def items(branch: Branch) -> list[dict[str, object]]:
    with branch.store.read() as connection:
        return [dict(row) for row in connection.execute(select(tables.vault_item)).mappings()]


def put(branch: Branch, item: object, **values: object) -> None:
    """Write into the server's database by hand, as news."""
    table = tables.vault_item

    def work(connection: object) -> None:
        head = connection.scalar(select(tables.vault.c.head)) + 1  # type: ignore[attr-defined]
        connection.execute(update(table).where(table.c.id == item).values(seq=head, **values))  # type: ignore[attr-defined]
        connection.execute(update(tables.vault).values(head=head))  # type: ignore[attr-defined]

    branch.store.write(work)


def test_an_exchanged_or_cut_text_never_replaces_what_is_here(branch: Branch, one: Device, two: Device) -> None:
    first, second = one.write(body="第一篇。"), one.write(body="第二篇。")
    one.sync()
    two.sync()
    a, b = items(branch)
    put(branch, a["id"], sealed=b["sealed"], rev=2)
    put(branch, b["id"], sealed="[]", rev=2)
    done = two.sync()
    assert (done.not_genuine, done.received) == (2, 0)
    assert two.seen() == {first: {"body": "第一篇。"}, second: {"body": "第二篇。"}}
    assert len(two.place.vault.place.not_genuine) == 2
    two.place.desk.set(first, {"body": "第一篇，改。"})
    two.sync()
    assert two.bodies() == {"第一篇，改。", "第二篇。"}
    put(branch, a["id"], sealed=a["sealed"], rev=1)
    put(branch, b["id"], sealed=b["sealed"], rev=1)
    two.sync()
    assert two.place.vault.place.not_genuine == {}
    one.sync()
    assert one.bodies() == two.bodies() == {"第一篇，改。", "第二篇。"}


def test_a_server_that_goes_back_in_secret_is_noticed_and_mended(branch: Branch, one: Device, two: Device) -> None:
    note = one.write(body="第一稿。")
    one.sync()
    [old] = items(branch)
    one.place.desk.set(note, {"body": "第二稿。"})
    one.sync()
    two.sync()
    put(branch, old["id"], sealed=old["sealed"], rev=1, digest=old["digest"])
    done = two.sync()
    assert done.went_back == 1
    assert two.place.vault.place.went_back == 1
    assert two.bodies() == {"第二稿。"}
    one.sync()
    assert one.bodies() == {"第二稿。"}
    assert [item["rev"] for item in items(branch)] == [2]


def restored(branch: Branch, backup: bytes) -> None:
    """The server as it was, under a new epoch."""
    branch.store.deserialize(backup)
    branch.store.write(
        lambda c: c.execute(update(tables.meta).where(tables.meta.c.key == "epoch").values(value=f"e{len(backup)}-2"))
    )


def test_a_restored_server_gets_everything_again(branch: Branch, one: Device, two: Device) -> None:
    old = one.write(body="备份之前。")
    gone = one.write(body="备份之后删。")
    one.sync()
    two.sync()
    backup = branch.store.serialize()
    one.place.desk.set(old, {"body": "备份之前。备份之后。"})
    one.place.desk.delete(gone)
    new = one.write(body="备份之后新写。")
    one.sync()
    two.sync()
    restored(branch, backup)
    two.place.desk.set(old, {"body": "备份之前。备份之后。恢复之后。"})
    for each in (two, one, two):
        done = each.sync()
        assert (done.fault, done.second_copies, done.went_back) == (None, 0, 0)
    assert one.seen() == two.seen()
    assert one.seen() == {old: {"body": "备份之前。备份之后。恢复之后。"}, new: {"body": "备份之后新写。"}}


def test_a_server_restored_from_before_the_vault_gets_the_ring_again(
    branch: Branch, device: Callable[..., Device]
) -> None:
    backup = branch.store.serialize()
    one, two = device(), device()
    code = one.keeper.begin(PASSPHRASE)
    two.keeper.unlock(PASSPHRASE)
    one.write(body="一篇。")
    one.sync()
    two.sync()
    restored(branch, backup)
    two.write(body="又一篇。")
    for each in (two, one, two):
        assert each.sync().fault is None
    assert one.bodies() == two.bodies() == {"一篇。", "又一篇。"}
    three = device()
    three.keeper.recover(code, "恢复以后的口令")
    three.sync()
    assert three.bodies() == {"一篇。", "又一篇。"}


# passphrases


def test_a_wrong_passphrase_says_so_and_changes_nothing(one: Device, device: Callable[..., Device]) -> None:
    other = device()
    with pytest.raises(VaultProblem) as refused:
        other.keeper.unlock("不是这一句口令")
    assert refused.value.reason == "wrong_passphrase"
    assert read_key(other.folder) is None
    before = one.keeper.look()
    with pytest.raises(VaultProblem):
        one.keeper.change("不是这一句口令", "新的一句长口令")
    assert one.keeper.look().ring == before.ring


def test_a_new_passphrase_holds_on_all_devices_and_the_code_stays(
    branch: Branch, device: Callable[..., Device]
) -> None:
    one, two, three = device(), device(), device()
    code = one.keeper.begin(PASSPHRASE)
    two.keeper.unlock(PASSPHRASE)
    assert one.keeper.change(PASSPHRASE, "新的一句长口令") is None
    one.write(body="甲")
    one.sync()
    two.sync()
    held, known = read_key(two.folder), read_key(one.folder)
    assert held is not None
    assert known is not None
    assert (held.ring, held.rev) == (known.ring, 2)
    assert two.bodies() == {"甲"}
    with pytest.raises(VaultProblem):
        three.keeper.unlock(PASSPHRASE)
    three.keeper.recover(code.lower(), "第三句长口令吧")
    renewed = three.keeper.recover(code, "第三句长口令吧", renew_code=True)
    assert renewed is not None
    with pytest.raises(VaultProblem) as refused:
        three.keeper.recover(code, "第三句长口令吧")
    assert refused.value.reason == "wrong_code"
    three.sync()
    assert three.bodies() == {"甲"}


def test_of_two_changes_at_once_one_stands(one: Device, two: Device) -> None:
    keeper = two.keeper
    state = keeper.look()
    one.keeper.change(PASSPHRASE, "新的一句长口令")
    keeper.look = lambda: state  # type: ignore[method-assign]
    with pytest.raises(InTheWay) as refused:
        keeper.change(PASSPHRASE, "另一句长口令吧")
    assert refused.value.reason == "vault_changed"
    two.keeper.unlock("新的一句长口令")


def test_a_new_vault_after_everything_was_forgotten(one: Device, two: Device) -> None:
    one.write(body="都有的。")
    one.sync()
    two.sync()
    two.write(body="只在二号机。")
    with pytest.raises(InTheWay):
        one.keeper.begin("重新开始的口令")
    one.keeper.begin("重新开始的口令", replace=True)
    one.sync()
    assert two.sync().fault == "replaced"
    assert not two.place.vault.is_on
    assert two.bodies() == {"都有的。", "只在二号机。"}
    two.keeper.unlock("重新开始的口令")
    for each in (two, one):
        done = each.sync()
        assert (done.fault, done.second_copies) == (None, 0)
    assert one.seen() == two.seen()
    assert one.bodies() == {"都有的。", "只在二号机。"}


def test_off_forgets_the_key_and_keeps_the_texts(one: Device) -> None:
    note = one.write(body="甲")
    one.sync()
    path = one.folder / KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert turn_off(one.folder)
    assert not path.exists()
    assert not turn_off(one.folder)
    assert one.bodies() == {"甲"}
    assert one.place.vault.only_here() == [note]
    one.place.desk.set(note, {"body": "甲，关着时改的。"})
    one.keeper.unlock(PASSPHRASE)
    one.sync()
    assert one.place.vault.holds(note)


def test_a_vault_is_its_accounts_alone(one: Device, device: Callable[..., Device]) -> None:
    one.write(body="甲")
    one.sync()
    boss = device("secretary")
    with pytest.raises(InTheWay) as refused:
        boss.keeper.unlock(PASSPHRASE)
    assert refused.value.reason == "no_vault"
    boss.keeper.begin("书记自己的口令")
    boss.sync()
    assert boss.bodies() == set()


def test_a_key_that_was_taken_away_meanwhile_does_not_come_back(one: Device, two: Device) -> None:
    one.keeper.change(PASSPHRASE, "新的一句长口令")
    ring = two.line.vault_ring

    def late() -> RingState:
        turn_off(two.folder)
        return ring()

    two.line.vault_ring = late  # type: ignore[method-assign]
    two.sync()
    assert read_key(two.folder) is None


def test_nothing_new_is_one_request(one: Device) -> None:
    one.write(body="甲")
    one.sync()
    calls = one.line.calls
    one.sync()
    assert one.line.calls == calls + 1
