//! What a citizen is told of the decision on their own application: who gets how much, what was paid and what is left.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    assistance::{
        error::AssistanceError,
        model::{CaseState, RefusalCode},
        plan::{self, Due},
        queries, sealing,
        service::access::whole,
    },
    identity::actor::Citizen,
    ledger::{self, model::Standing},
};

/// The decision, as far as it is the citizen's.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// The people of the application.
    pub people: Vec<Share>,
}

/// What one person gets.
#[derive(Clone, Debug)]
pub struct Share {
    /// The name.
    pub name: String,
    /// How far the money has come; none for somebody who gets nothing.
    pub standing: Option<Standing>,
    /// What is paid later, by its days.
    pub later: Vec<Due>,
    /// Why somebody gets nothing.
    pub refusal: Option<RefusalCode>,
}

/// The decision on a citizen's own application; none while there is none.
///
/// # Errors
/// `NotFound` for another's application.
pub async fn outcome(app: &App, citizen: &Citizen, id: Uuid) -> Result<Option<Outcome>, AssistanceError> {
    let db = app.db.read();
    applications::service::own(db, &app.vault, citizen, id).await?;
    let Some(case) = queries::case_of(db, id).await? else { return Ok(None) };
    let row = queries::case(db, case).await?.ok_or(AssistanceError::NotFound)?;
    let file = whole(db, &app.vault, sealing::case(&app.vault, &row)?).await?;
    let decided = matches!(file.case.state, CaseState::Granted | CaseState::Refused);
    let (Some(decided_on), Some(last), true) = (file.case.decided_on, file.steps.last(), decided) else {
        return Ok(None);
    };
    let (mut people, dues) = (Vec::new(), plan::dues(&last.table));
    for person in file.people.iter().filter(|person| person.application_id == id) {
        let award = last.table.people.iter().find(|award| award.person_id == person.id);
        let standing = match file.case.grant_id.filter(|_| award.is_some_and(|one| one.amount_fen.is_some()))
        {
            Some(grant) => Some(ledger::service::standing(db, grant, person.id).await?),
            None => None,
        };
        let refusal = award.and_then(|award| award.refusal);
        let later = dues.iter().filter(|due| due.person_id == person.id && due.on.is_some()).copied();
        people.push(Share { name: person.who.name.clone(), standing, later: later.collect(), refusal });
    }
    Ok(Some(Outcome { decided_on, people }))
}
