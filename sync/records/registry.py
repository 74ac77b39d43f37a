"""The kinds this version knows. A new kind is one class, and its name in this list."""

from __future__ import annotations

from sync.records.assessing import Appraisal, Assessment, AssessmentResult, Improvement
from sync.records.kind import Registry
from sync.records.meeting import Amendment, Grade, LeaveRequest, Signature, Vote
from sync.records.organisation import Appointment, Away, Document, Member, Membership, Section, Settings
from sync.records.plans import Plan, PlanVersion, Task
from sync.records.reading import Book, Loan, Study
from sync.records.reflections import (
    Comment,
    Conflict,
    Note,
    Publication,
    Recommendation,
    Reflection,
    Submission,
)
from sync.records.sessions import Action, AgendaItem, Attendance, Material, Minute, Session

KINDS = Registry(
    Section,
    Member,
    Membership,
    Away,
    Appointment,
    Settings,
    Document,
    Plan,
    PlanVersion,
    Task,
    Session,
    Material,
    AgendaItem,
    Attendance,
    LeaveRequest,
    Minute,
    Action,
    Vote,
    Signature,
    Amendment,
    Reflection,
    Submission,
    Publication,
    Note,
    Comment,
    Grade,
    Study,
    Book,
    Loan,
    Improvement,
    Recommendation,
    Assessment,
    Appraisal,
    AssessmentResult,
    Conflict,
)
