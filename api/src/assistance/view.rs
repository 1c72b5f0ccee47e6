//! A case as the API tells it: names in clear to those who may open it, numbers masked.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{
            Assisted, Award, CaseFile, CaseState, Category, OrganShare, Planned, RefusalCode, Tag, Taken,
            Verdict, Warning,
        },
        rules::{ChainStep, Post},
        service::{self, Line},
        suggestion::Suggestion,
    },
    desk::masking::{masked_name, masked_number},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs,
    platform::money::Fen,
    web::language::Language,
};

/// A case.
#[derive(Serialize, ToSchema)]
pub struct CaseView {
    id: Uuid,
    /// The organ that handles it.
    organ_code: String,
    state: CaseState,
    /// The same in words.
    state_text: String,
    /// What the underlying case is called.
    case_name: String,
    /// Its number.
    case_number: String,
    handler_id: Uuid,
    application_ids: Vec<Uuid>,
    people: Vec<PersonView>,
    /// What was proposed and decided, the first first.
    steps: Vec<StepView>,
    /// Who comes next, while it is being decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<ChainStep>,
    /// What is proposed or granted in all, in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_fen: Option<Fen>,
    /// What must be looked into before a decision.
    warnings: Vec<Warning>,
    /// What the reader may do.
    actions: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<NaiveDate>,
    opened_at: DateTime<Utc>,
}

/// Somebody of a case.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    id: Uuid,
    application_id: Uuid,
    name: String,
    /// The number of the identity paper, masked.
    id_number_masked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    groups: Vec<Tag>,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub struct StepView {
    /// The proposal that it belongs to, from 1.
    round: i32,
    /// Nothing for the proposal, then the chain's steps from 1.
    place: i32,
    verdict: Verdict,
    staff_id: Uuid,
    at: DateTime<Utc>,
    people: Vec<Award>,
    shares: Vec<OrganShare>,
    /// What is paid later, on which days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instalments: Vec<Planned>,
    concerns: Vec<RefusalCode>,
    amount_fen: Fen,
    /// The most that one person usually gets, as it was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    cap_fen: Option<Fen>,
    /// Why it can't wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_citizen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_refused: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<String>,
}

/// A line of the list of cases.
#[derive(Serialize, ToSchema)]
pub struct CaseLine {
    id: Uuid,
    state: CaseState,
    /// The first person's name, masked.
    first_masked: String,
    people: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_fen: Option<Fen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<NaiveDate>,
    opened_at: DateTime<Utc>,
}

/// What the rules say about one person.
#[derive(Serialize, ToSchema)]
pub struct SuggestionView {
    person_id: Uuid,
    #[serde(flatten)]
    suggestion: Suggestion,
}

/// Somebody who decides, with their posts.
#[derive(Serialize, ToSchema)]
pub struct HolderView {
    staff_id: Uuid,
    username: String,
    posts: Vec<Post>,
}

impl From<service::Holder> for HolderView {
    fn from(holder: service::Holder) -> Self {
        Self { staff_id: holder.staff_id, username: holder.username, posts: holder.posts }
    }
}

impl From<(Uuid, Suggestion)> for SuggestionView {
    fn from((person_id, suggestion): (Uuid, Suggestion)) -> Self {
        Self { person_id, suggestion }
    }
}

impl From<Line> for CaseLine {
    fn from(line: Line) -> Self {
        Self {
            id: line.case.id,
            state: line.case.state,
            first_masked: masked_name(&line.first),
            people: line.people,
            amount_fen: line.amount,
            decided_on: line.case.decided_on,
            opened_at: line.case.opened_at,
        }
    }
}

impl From<Assisted> for PersonView {
    fn from(person: Assisted) -> Self {
        Self {
            id: person.id,
            application_id: person.application_id,
            name: person.who.name,
            id_number_masked: masked_number(&person.who.id_number),
            birth_date: person.who.birth_date,
            category: person.category,
            groups: person.groups,
        }
    }
}

impl From<Taken> for StepView {
    fn from(step: Taken) -> Self {
        Self {
            round: step.round,
            place: step.place,
            verdict: step.verdict,
            staff_id: step.staff_id,
            at: step.at,
            amount_fen: step.table.total(),
            people: step.table.people,
            shares: step.table.shares,
            instalments: step.table.instalments,
            concerns: step.table.concerns,
            cap_fen: step.table.cap_fen,
            emergency: step.table.emergency,
            reasons: step.words.reasons,
            to_citizen: step.words.to_citizen,
            to_refused: step.words.to_refused,
            paper: step.paper,
        }
    }
}

/// What somebody may do in a case.
pub async fn actions(
    db: &impl ConnectionTrait,
    staff: &Staff,
    file: &CaseFile,
) -> Result<Vec<&'static str>, AssistanceError> {
    if file.case.state == CaseState::Preparing && policy::may(staff, Action::ProposeAssistance) {
        return Ok(vec!["add_person", "describe_person", "propose"]);
    }
    let takes = service::may_take(db, staff, file).await?;
    Ok(if takes { vec!["approve", "change", "return", "refuse"] } else { Vec::new() })
}

impl CaseView {
    /// A case as this member of staff sees it.
    pub async fn of(
        app: &App,
        staff: &Staff,
        file: CaseFile,
        language: Language,
    ) -> Result<Self, AssistanceError> {
        let organ = organs::service::organ(app.db.read(), file.case.organ_id).await?;
        let actions = actions(app.db.read(), staff, &file).await?;
        let CaseFile { case, applications, people, steps, warnings } = file;
        let last = steps.last().filter(|_| case.state != CaseState::Preparing);
        Ok(Self {
            id: case.id,
            organ_code: organ.code,
            state_text: app.texts.say(language, &format!("assistance-state-{}", case.state.word())),
            next: last.filter(|_| case.state == CaseState::Deciding).and_then(service::next).cloned(),
            amount_fen: last.map(|step| step.table.total()),
            state: case.state,
            case_name: case.underlying.name,
            case_number: case.underlying.number,
            handler_id: case.handler_id,
            application_ids: applications,
            people: people.into_iter().map(PersonView::from).collect(),
            steps: steps.into_iter().map(StepView::from).collect(),
            warnings,
            actions,
            decided_on: case.decided_on,
            opened_at: case.opened_at,
        })
    }
}
