"""The stops of the tour: every page, pane and dialog of the app."""

from __future__ import annotations

from pathlib import Path

from tests.screens.tour_ways import (
    COMING,
    KEYMAP,
    PASTED,
    Stop,
    assessed,
    assessment_form,
    dialog_of_states,
    draft,
    figure,
    found,
    hold,
    keys,
    left,
    loan_person,
    locked,
    of_session,
    one,
    page,
    pane,
    person,
    plan,
    rule_change,
    session,
    several,
    then,
    write,
)
from tui.documents.incoming.paste import changes
from tui.documents.kinds import DOCUMENTS, Subject
from tui.i18n import t
from tui.keymap import checked
from tui.screens.ask import AskDialog
from tui.screens.assessment import AssessmentPage
from tui.screens.assessment_form import AssessmentFormPage
from tui.screens.assessments import AssessmentsPage
from tui.screens.attendance_year import AttendancePage
from tui.screens.book import BookPage
from tui.screens.branch import BranchPage
from tui.screens.clean import CleanDialog
from tui.screens.commentary import CommentaryPage
from tui.screens.confirm import ConfirmDialog
from tui.screens.conflicts import ConflictsPage
from tui.screens.content import ContentPage
from tui.screens.documents import DocumentsPage
from tui.screens.draft import DraftPage
from tui.screens.export import ExportPage
from tui.screens.exporting import ExportingDialog
from tui.screens.figure import FigurePage
from tui.screens.find import FindPage
from tui.screens.form import FormPage
from tui.screens.help import HelpDialog
from tui.screens.history import HistoryPage
from tui.screens.home import HomePage
from tui.screens.hours import HoursPage
from tui.screens.importing import ImportPage
from tui.screens.improvement import ImprovementPage
from tui.screens.improvements import ImprovementsPage
from tui.screens.keymap_notice import KeymapNotice
from tui.screens.leave import LeavePage
from tui.screens.lines_page import LinesPage
from tui.screens.loans import LoansPage
from tui.screens.lock import LockPage
from tui.screens.lock_choose import LockChoosePage
from tui.screens.meeting_notice import MeetingNoticePage
from tui.screens.merge import MergePage
from tui.screens.note import NotePage
from tui.screens.notes import NotesPage
from tui.screens.notice import NoticeDialog
from tui.screens.open_items import OpenItemsPage
from tui.screens.path import PathDialog
from tui.screens.people import PeoplePage
from tui.screens.person import PersonPage
from tui.screens.person_year import PersonYearPage
from tui.screens.pick import PickDialog
from tui.screens.plan import PlanPage
from tui.screens.plan_actual import PlanActualPage
from tui.screens.plan_difference import PlanDifferencePage
from tui.screens.plan_versions import PlanVersionsPage
from tui.screens.plans import PlansPage
from tui.screens.preview import PreviewPage
from tui.screens.publication import PublicationPage
from tui.screens.published import PublishedPage
from tui.screens.reading_cycle import ReadingCyclePage
from tui.screens.reading_evidence import EvidencePage
from tui.screens.reading_room import ReadingRoomPage
from tui.screens.recommended import RecommendedPage
from tui.screens.records import RecordsPage
from tui.screens.reflections import ReflectionsPage
from tui.screens.reset_notice import ResetNotice
from tui.screens.rule_change import RuleChangePage
from tui.screens.rules import RulesPage
from tui.screens.session import SessionPage
from tui.screens.session_panes.actions import ActionsPage
from tui.screens.session_panes.agenda import AgendaPage
from tui.screens.session_panes.materials import MaterialsPage
from tui.screens.session_panes.minute_form import MinuteForm
from tui.screens.session_panes.minutes import MinutesPage
from tui.screens.session_panes.record import RecordPage
from tui.screens.session_panes.roll_call import RollCallPage
from tui.screens.session_panes.roll_detail import RollDetailPage
from tui.screens.session_panes.votes import VotesPage
from tui.screens.sessions import SessionsPage
from tui.screens.settings import SettingsPage
from tui.screens.sign_in import SignInPage
from tui.screens.studies import StudiesPage
from tui.screens.study_confirm import StudyConfirmPage
from tui.screens.study_month import StudyMonthPage, study_page
from tui.screens.submission import SubmissionPage
from tui.screens.submissions import SubmissionsPage
from tui.screens.take_lines import TakePage
from tui.screens.trash import TrashPage
from tui.screens.vault import VaultPage
from tui.screens.vote_result import VoteResultPage
from tui.screens.welcome import WelcomePage
from tui.screens.working import WorkingDialog
from tui.screens.year import YearPage
from tui.screens.year_chart import YearChartPage

STOPS: tuple[Stop, ...] = (
    Stop("home", HomePage, keys()),
    Stop("open_items", OpenItemsPage, keys("f3")),
    Stop("find", FindPage, found("通知 state:已通过")),
    Stop("help", HelpDialog, keys("f1")),
    Stop("palette", PickDialog, keys("ctrl+p")),
    Stop("plans", PlansPage, keys("2")),
    Stop("plan", PlanPage, page(lambda on: PlanPage(plan(on)))),
    Stop("plan_actual", PlanActualPage, page(lambda on: PlanActualPage(2026))),
    Stop("plan_versions", PlanVersionsPage, page(lambda on: PlanVersionsPage(plan(on)))),
    Stop("plan_version", PlanDifferencePage, page(lambda on: PlanDifferencePage(plan(on), None, 1))),
    Stop("plan_difference", PlanDifferencePage, page(lambda on: PlanDifferencePage(plan(on), 1, 2))),
    Stop("task_form", FormPage, page(lambda on: FormPage("task", one(on, "task", plan=plan(on)).id))),
    Stop("sessions", SessionsPage, keys("3")),
    Stop("sessions_filter", SessionsPage, keys("3", "ctrl+f", "t", "z")),
    Stop("session_new", PickDialog, keys("3", "ctrl+n")),
    Stop("session_form", FormPage, page(lambda on: FormPage("session", session(on, COMING).id))),
    Stop("session_form_new", FormPage, page(lambda on: FormPage("session", None))),
    Stop("session", SessionPage, pane("overview")),
    Stop("session_coming", SessionPage, pane("overview", COMING)),
    Stop("session_states", PickDialog, dialog_of_states()),
    Stop("agenda", AgendaPage, pane("agenda")),
    Stop("agenda_empty", AgendaPage, pane("agenda", COMING)),
    Stop("materials", MaterialsPage, pane("materials")),
    Stop("roll_call", RollCallPage, pane("roll_call")),
    Stop("roll_detail", RollDetailPage, page(lambda on: RollDetailPage(of_session(on, "attendance").id))),
    Stop("minutes", MinutesPage, pane("minutes")),
    Stop("minutes_rows", MinutesPage, then(pane("minutes"), "up", "up")),
    Stop("minutes_notes", MinutesPage, then(pane("minutes"), "f4")),
    Stop("minute_form", MinuteForm, page(lambda on: MinuteForm(of_session(on, "minute").id))),
    Stop("votes", VotesPage, pane("votes")),
    Stop("vote_result", VoteResultPage, page(lambda on: VoteResultPage(of_session(on, "vote").id))),
    Stop("vote_form", FormPage, page(lambda on: FormPage("vote", of_session(on, "vote").id))),
    Stop("actions", ActionsPage, pane("actions", "公务接待和会议节俭专题学习")),
    Stop("record", RecordPage, pane("record")),
    Stop("leave", LeavePage, page(lambda on: LeavePage(session(on, COMING).id))),
    Stop("meeting_notice", MeetingNoticePage, page(lambda on: MeetingNoticePage(session(on, COMING).id))),
    Stop("reflections", ReflectionsPage, keys("4")),
    Stop("draft", DraftPage, draft),
    Stop("submissions", SubmissionsPage, page(lambda on: SubmissionsPage())),
    Stop("submission", SubmissionPage, page(lambda on: SubmissionPage(one(on, "submission", state="submitted").id))),
    Stop("published", PublishedPage, page(lambda on: PublishedPage())),
    Stop(
        "publication", PublicationPage, page(lambda on: PublicationPage(one(on, "publication", state="published").id))
    ),
    Stop("recommended", RecommendedPage, page(lambda on: RecommendedPage())),
    Stop("commentary", CommentaryPage, page(lambda on: CommentaryPage())),
    Stop("notes", NotesPage, keys("5")),
    Stop("note", NotePage, keys("5", "enter")),
    Stop("note_new", NotePage, keys("f4")),
    Stop("take", TakePage, page(lambda on: TakePage())),
    Stop("conflicts", ConflictsPage, keys("6")),
    Stop("merge", MergePage, page(lambda on: MergePage(one(on, "conflict", field="summary").id))),
    Stop("merge_short", MergePage, page(lambda on: MergePage(one(on, "conflict", field="place").id))),
    Stop("branch", BranchPage, keys("7")),
    Stop("people", PeoplePage, page(lambda on: PeoplePage())),
    Stop("person", PersonPage, page(lambda on: PersonPage(person(on)))),
    Stop("member_form", FormPage, page(lambda on: FormPage("member", person(on)))),
    Stop("documents", DocumentsPage, page(lambda on: DocumentsPage())),
    Stop("sections", RecordsPage, page(lambda on: RecordsPage("section"))),
    Stop("memberships", RecordsPage, page(lambda on: RecordsPage("membership"))),
    Stop("appointments", RecordsPage, page(lambda on: RecordsPage("appointment"))),
    Stop("away", RecordsPage, page(lambda on: RecordsPage("away"))),
    Stop("settings_form", FormPage, keys("7", "end", "enter")),
    Stop("year", YearPage, keys("8")),
    Stop("year_chart", YearChartPage, keys("8", "ctrl+e")),
    Stop("figure", FigurePage, page(figure)),
    Stop("hours", HoursPage, keys("8", "f2")),
    Stop("attendance", AttendancePage, keys("8", "f3")),
    Stop("person_hours", PersonYearPage, page(lambda on: PersonYearPage("hours", person(on), 2026))),
    Stop("person_attendance", PersonYearPage, page(lambda on: PersonYearPage("attendance", person(on), 2026))),
    Stop("rules", RulesPage, page(lambda on: RulesPage())),
    Stop("rule_change", RuleChangePage, page(rule_change)),
    Stop("assessments", AssessmentsPage, page(lambda on: AssessmentsPage(2025))),
    Stop("assessment", AssessmentPage, page(assessed)),
    Stop("assessment_form", AssessmentFormPage, assessment_form()),
    Stop("improvements", ImprovementsPage, page(lambda on: ImprovementsPage())),
    Stop("improvement", ImprovementPage, page(lambda on: ImprovementPage(one(on, "improvement", state="trying").id))),
    Stop("room", ReadingRoomPage, keys("9")),
    Stop("desk", ReadingRoomPage, keys("9", "ctrl+o")),
    Stop("book", BookPage, page(lambda on: BookPage(one(on, "book", title=None).id))),
    Stop("loans", LoansPage, page(lambda on: LoansPage())),
    Stop("cycle", ReadingCyclePage, page(lambda on: ReadingCyclePage(2026))),
    Stop("evidence", EvidencePage, page(loan_person)),
    Stop("studies", StudiesPage, keys("0")),
    Stop("study_line", StudiesPage, keys("0", "ctrl+o")),
    Stop("study_confirm", StudyConfirmPage, page(lambda on: StudyConfirmPage())),
    Stop(
        "study_month",
        StudyMonthPage,
        page(lambda on: study_page(on.app.place, one(on, "study", state="claimed", member=person(on)))),
    ),
    Stop("export", ExportPage, keys("equals_sign")),
    Stop(
        "preview",
        PreviewPage,
        page(lambda on: PreviewPage(2026, DOCUMENTS["minutes"], Subject(session(on)), "docx")),
    ),
    Stop("preview_sheet", PreviewPage, page(lambda on: PreviewPage(2026, DOCUMENTS["hours"], Subject(), "xlsx"))),
    Stop("exporting", ExportingDialog, page(lambda on: ExportingDialog(DOCUMENTS["hours"].label, write))),
    Stop("import", ImportPage, then(page(lambda on: ImportPage("roster")), "escape")),
    Stop("import_what", PickDialog, keys("minus")),
    Stop("path", PathDialog, page(lambda on: PathDialog(t("import.file", what=t("import.what.books")), "import_path"))),
    Stop("working", WorkingDialog, page(lambda on: WorkingDialog(t("import.reading", file="a.xlsx"), hold))),
    Stop("history", HistoryPage, page(lambda on: HistoryPage(session(on, COMING).id))),
    Stop("content", ContentPage, then(page(lambda on: HistoryPage(session(on, COMING).id)), "enter")),
    Stop("lines", LinesPage, page(lambda on: LinesPage(lambda: t("import.left_title", n=1), lambda: left(on)))),
    Stop("trash", TrashPage, keys("f7")),
    Stop("vault", VaultPage, keys("ctrl+g")),
    Stop("settings", SettingsPage, keys("semicolon")),
    Stop("sign_in", SignInPage, keys("ctrl+l")),
    Stop("lock", LockPage, page(locked)),
    Stop("lock_choose", LockChoosePage, page(lambda on: LockChoosePage(Path()))),
    Stop(
        "ask", AskDialog, page(lambda on: AskDialog(t("lock.choose"), t("lock.choose_how"), needed=True, secret=True))
    ),
    Stop("confirm", ConfirmDialog, page(lambda on: ConfirmDialog(t("sync.let_go.title"), t("sync.let_go.text", n=12)))),
    Stop("pick_several", PickDialog, page(lambda on: PickDialog(t("roll_call.add"), several(on), several=True))),
    Stop("clean", CleanDialog, page(lambda on: CleanDialog(PASTED, changes(PASTED)))),
    Stop("welcome", WelcomePage, page(lambda on: WelcomePage())),
    Stop("notice", NoticeDialog, page(lambda on: NoticeDialog())),
    Stop("keymap_notice", KeymapNotice, page(lambda on: KeymapNotice(checked(KEYMAP)))),
    Stop("reset_notice", ResetNotice, page(lambda on: ResetNotice("2026-11-25T08:30:00Z"))),
)
