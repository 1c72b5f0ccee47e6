//! A partner applies for somebody: what its clue says becomes an application, which the person takes over by scanning a code.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{reading::access, sealing, sending::due_at};
use crate::{
    app::App,
    applications::{
        self,
        model::{Dossier, NewDraft},
    },
    catalog::{FromClue, HandoffKind},
    error::Internal,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action, On},
    },
    organs,
    platform::{
        change::{Change, Event},
        ids,
        vault::Vault,
    },
    referrals::{
        error::ReferralError,
        model::{Code, Handoff, Shared, TakeOverCode},
        queries,
    },
    web::language::Language,
};

/// What a clue may lead to.
const SERVICE: &str = "judicial-assistance";
/// The limit of the clue's table that a code runs by.
const LIMIT: &str = "take_over";

/// Makes the code of a clue, in place of an earlier one. Whoever sent the clue or handles it gives it to the person.
///
/// # Errors
/// `NotFound` out of reach; `NotOpen` for a clue that is over or was taken over, and for what is no clue.
pub async fn make_code(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
) -> Result<TakeOverCode, ReferralError> {
    let row = queries::lock(change.db(), id).await?.ok_or(ReferralError::NotFound)?;
    let mut one = sealing::opened(change.vault(), row)?;
    let table = app.catalog.handoffs().table(one.kind);
    let reach = policy::reach(change.db(), staff).await?;
    let matter = access(change.db(), change.vault(), &reach, &one, table).await?;
    policy::decide(&reach, Action::ActOnHandoffs, On::Handoff(&matter))?;
    if !leads_somewhere(app, &one) {
        return Err(ReferralError::NotOpen);
    }
    let until = due_at(&change, table, LIMIT, one.to).await?;
    let until = until.ok_or_else(|| Internal::msg("a code has no limit"))?;
    let code = ids::random_word::<15>();
    one.code = Some(Code { index: index(change.vault(), &code)?, until });
    write(&change, &mut one).await?;
    let address = format!("{}/take/{code}", app.public_url);
    let event = Event::new("handoff.code_made", id).at(one.to).with(json!({ "until": until }));
    Ok(change.commit(event, TakeOverCode { code, address, until }).await?)
}

/// The partner's clue that a code leads to, for the page that asks the person to sign in: nothing of the person.
///
/// # Errors
/// `NotFound` for a code that leads nowhere, or not any more.
pub async fn behind(app: &App, code: &str) -> Result<String, ReferralError> {
    let row = queries::by_code(app.db.read(), index(&app.vault, code)?).await?;
    let one = row.map(|row| sealing::opened(&app.vault, row)).transpose()?;
    let one = one.filter(|one| holds(app, one, app.clock.today())).ok_or(ReferralError::NotFound)?;
    Ok(organs::service::organ(app.db.read(), one.from).await.map_err(Internal::from_error)?.code)
}

/// Begins an application of whoever has the code with what the clue says. Of two who scan at once the second finds nothing.
///
/// # Errors
/// `NotFound` for a code that leads nowhere, or not any more; what a draft may be refused for.
pub async fn take_over(
    app: &App,
    change: Change,
    citizen: &Citizen,
    code: &str,
    language: Language,
) -> Result<Dossier, ReferralError> {
    let row = queries::lock_by_code(change.db(), index(change.vault(), code)?).await?;
    let one = row.map(|row| sealing::opened(change.vault(), row)).transpose()?;
    let mut one = one.filter(|one| holds(app, one, change.today())).ok_or(ReferralError::NotFound)?;
    let centers = organs::service::centers_within(change.db(), one.to).await?;
    let center = centers.iter().find(|center| center.closed_at.is_none()).ok_or(ReferralError::NotFound)?;
    let new = NewDraft {
        service_key: SERVICE.to_owned(),
        center_id: center.id,
        qr_code: None,
        form: form(app, &one.content.person)?,
        language,
    };
    let (begun, dossier) = applications::service::draft_within(app, &change, citizen, new).await?;
    change.record(begun);
    (one.application, one.code) = (Some(dossier.application.id), None);
    write(&change, &mut one).await?;
    let event = Event::new("handoff.taken_over", one.id).at(one.to).in_case(one.application);
    Ok(change.commit(event, dossier).await?)
}

fn index(vault: &Vault, code: &str) -> Result<Vec<u8>, Internal> {
    vault.index("referral.code", code)
}

/// Whether a code may be made for it: a clue that is open and wasn't taken over.
pub fn leads_somewhere(app: &App, one: &Handoff) -> bool {
    let open = app.catalog.handoffs().table(one.kind).is_open(one.state);
    one.kind == HandoffKind::Clue && open && one.application.is_none()
}

fn holds(app: &App, one: &Handoff, today: chrono::NaiveDate) -> bool {
    leads_somewhere(app, one) && one.code.as_ref().is_some_and(|code| today <= code.until)
}

async fn write(change: &Change, one: &mut Handoff) -> Result<(), Internal> {
    one.version = one.version.saturating_add(1);
    queries::update(change.db(), sealing::row(change.vault(), one, change.now(), false)?).await
}

/// What the clue says, where the form asks for it.
fn form(app: &App, person: &Shared) -> Result<Value, Internal> {
    let service = app.catalog.service(SERVICE).and_then(|service| service.from_clue.as_ref());
    let FromClue { name, phone, village, hardship } =
        service.ok_or_else(|| Internal::msg("the catalog doesn't say where a clue goes"))?;
    let mut form = Value::Object(Map::new());
    for (pointer, said) in [
        (name, &person.name),
        (phone, &person.phone),
        (village, &person.village),
        (hardship, &person.hardship),
    ] {
        if let Some(said) = said {
            put(&mut form, pointer, said);
        }
    }
    Ok(form)
}

fn put(form: &mut Value, pointer: &str, said: &str) {
    let mut at = form;
    for key in pointer.split('/').skip(1) {
        at = &mut at[key];
    }
    *at = Value::from(said);
}
