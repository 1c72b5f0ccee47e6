//! Handing over: a matter to a partner, a clue to the procuratorate.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application, service::service_of},
    catalog::{HandoffKind, HandoffTable},
    error::{FieldFault, Internal, Problem},
    identity::{
        self,
        actor::Staff,
        phone::Phone,
        policy::{self, Action, On},
    },
    materials::{self, model::Judgment},
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::{
        change::{Change, Event},
        ids,
    },
    referrals::{
        error::ReferralError,
        model::{Content, Handoff, NewClue, NewReferral, PhoneShare, Shared, Step},
        queries,
        service::{letter, sealing},
    },
};

/// Hands a matter to a partner: exactly what was chosen, as it stands now.
///
/// # Errors
/// `NotFound` outside the sender's reach, `Denied` for another role, `Faulty` with every wrong field.
pub async fn send(
    app: &App,
    change: Change,
    staff: &Staff,
    application: Uuid,
    new: NewReferral,
) -> Result<Handoff, ReferralError> {
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, application).await?;
    let application = found.ok_or(ReferralError::NotFound)?;
    policy::decide(&reach, Action::HandOver, On::Matter(&application.access()))?;
    let (handoff, event) = sent(app, &change, staff, &application, new).await?;
    Ok(change.commit(event, handoff).await?)
}

/// As [`send`], within the change of a caller that has asked the policy.
///
/// # Errors
/// `Faulty` with every wrong field.
pub async fn send_with(
    app: &App,
    change: &Change,
    staff: &Staff,
    application: &Application,
    new: NewReferral,
) -> Result<(), ReferralError> {
    let (_, event) = sent(app, change, staff, application, new).await?;
    change.record(event);
    Ok(())
}

async fn sent(
    app: &App,
    change: &Change,
    staff: &Staff,
    application: &Application,
    new: NewReferral,
) -> Result<(Handoff, Event), ReferralError> {
    let partner = partner(change, &new.partner_code).await?;
    let mut faults = faults(app, &new);
    if partner.is_none() {
        faults.push(FieldFault::new("/partner_code", "not_an_option"));
    }
    faults.extend(wrong_papers(change, application, &new.papers).await?);
    let (Some(partner), true) = (partner, faults.is_empty()) else {
        return Err(ReferralError::Faulty(faults));
    };
    let table = app.catalog.handoffs().table(HandoffKind::Referral);
    let due_on = due(change, table, application).await?;
    let person = shared(app, change, application, &new).await?;
    let facts = json!({ "to": partner.code, "measures": new.measures, "papers": new.papers.len(), "shared": named(&person), "phone": new.share.phone });
    let content = Content { letter: new.letter.trim().to_owned(), person };
    let mut handoff = begun(change, staff, table, HandoffKind::Referral, content);
    handoff.to = partner.id;
    handoff.application = Some(application.id);
    handoff.measures = new.measures;
    handoff.due_on = due_on;
    handoff.letter = Some(letter::issue(app, change, application, (&handoff, &partner)).await?);
    keep(change, staff, &handoff, &new.papers).await?;
    let event = Event::new("handoff.sent", handoff.id).at(application.organ_id).in_case(application.id);
    Ok((handoff, event.with(facts)))
}

/// Hands a clue over: a partner to the procuratorate that it works with, staff of a procuratorate to its own department or to another one.
///
/// # Errors
/// `Denied` for other roles, `Faulty` with every wrong field, or without the person's word.
pub async fn send_clue(
    app: &App,
    change: Change,
    staff: &Staff,
    new: NewClue,
) -> Result<Handoff, ReferralError> {
    let own = organs::service::organ(change.db(), staff.organ_id).await.map_err(Problem::from)?;
    let office = policy::may(staff, Action::HandOver);
    policy::require(staff, if office { Action::HandOver } else { Action::SendClues })?;
    let phone = new.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let number = phone.and_then(Phone::parse);
    let mut faults =
        missing(&[("/name", &new.name), ("/village", &new.village), ("/hardship", &new.hardship)]);
    if phone.is_some() && number.is_none() {
        faults.push(FieldFault::new("/phone", "bad_phone"));
    }
    if !new.consent_said {
        faults.push(FieldFault::new("/consent_said", "required"));
    }
    let to = receiver(&change, &own, office, new.organ_code.as_deref()).await?;
    faults.extend(to.is_none().then(|| FieldFault::new("/organ_code", "not_an_option")));
    let Some(to) = to.filter(|_| faults.is_empty()) else { return Err(ReferralError::Faulty(faults)) };
    let person = Shared {
        name: Some(new.name.trim().to_owned()),
        phone: number.map(|phone| phone.number().to_owned()),
        village: Some(new.village.trim().to_owned()),
        hardship: Some(new.hardship.trim().to_owned()),
    };
    let table = app.catalog.handoffs().table(HandoffKind::Clue);
    let mut handoff =
        begun(&change, staff, table, HandoffKind::Clue, Content { letter: String::new(), person });
    handoff.to = to;
    handoff.due_on = due_at(&change, table, &table.first_limit, handoff.to).await?;
    keep(&change, staff, &handoff, &[]).await?;
    let event = Event::new("handoff.sent", handoff.id).at(handoff.to);
    Ok(change.commit(event.with(json!({ "from": own.code, "consent_said": true })), handoff).await?)
}

/// Who gets a clue: of a partner the procuratorate that it works with, of a procuratorate the one that is named or its own.
async fn receiver(
    change: &Change,
    own: &Organ,
    office: bool,
    code: Option<&str>,
) -> Result<Option<Uuid>, Internal> {
    match code.map(str::trim).filter(|code| !code.is_empty()) {
        None => Ok(own.parent_id.filter(|_| own.kind == Kind::Partner).or(Some(own.id))),
        Some(_) if !office => Ok(None),
        Some(code) => {
            let organ = organs::service::organ_by_code(change.db(), code).await.ok();
            let fits = organ.filter(|organ| organ.kind == Kind::Procuratorate && organ.closed_at.is_none());
            Ok(fits.map(|organ| organ.id))
        }
    }
}

fn begun(
    change: &Change,
    staff: &Staff,
    table: &HandoffTable,
    kind: HandoffKind,
    content: Content,
) -> Handoff {
    Handoff {
        id: ids::new_id(),
        kind,
        from: staff.organ_id,
        to: staff.organ_id,
        application: None,
        state: table.first,
        measures: Vec::new(),
        taken: Vec::new(),
        content,
        due_on: None,
        due_limit: Some(table.first_limit.clone()),
        version: 1,
        sent_by: staff.id,
        sent_at: change.now(),
        letter: None,
        code: None,
    }
}

async fn keep(change: &Change, staff: &Staff, one: &Handoff, papers: &[Uuid]) -> Result<(), Internal> {
    queries::insert(change.db(), sealing::row(change.vault(), one, change.now(), false)?, papers).await?;
    let (at, action) = (change.now(), "send".to_owned());
    let step = Step { at, action, state: one.state, organ: staff.organ_id, words: None };
    queries::insert_event(change.db(), sealing::event(change.vault(), ids::new_id(), one, staff.id, &step)?)
        .await
}

/// The partner, held until the change ends; none for a code that is no open partner's.
async fn partner(change: &Change, code: &str) -> Result<Option<Organ>, Internal> {
    let Ok(organ) = organs::service::organ_by_code(change.db(), code).await else { return Ok(None) };
    let held = organs::service::hold_organ(change, organ.id).await.ok();
    Ok(held.filter(|organ| organ.kind == Kind::Partner))
}

fn faults(app: &App, new: &NewReferral) -> Vec<FieldFault> {
    let mut faults = missing(&[("/letter", &new.letter)]);
    let unknown = |key: &String| app.catalog.handoffs().measure(key).is_none();
    if new.measures.is_empty() {
        faults.push(FieldFault::new("/measures", "required"));
    } else if new.measures.iter().any(unknown) {
        faults.push(FieldFault::new("/measures", "not_an_option"));
    }
    faults
}

/// Those of some texts that say nothing.
pub(super) fn missing(texts: &[(&str, &String)]) -> Vec<FieldFault> {
    let empty = texts.iter().filter(|(_, text)| text.trim().is_empty());
    empty.map(|(pointer, _)| FieldFault::new(*pointer, "required")).collect()
}

/// Only files of the matter that will do, or that nobody has judged, are handed over.
async fn wrong_papers(
    change: &Change,
    application: &Application,
    papers: &[Uuid],
) -> Result<Option<FieldFault>, Internal> {
    let known = materials::service::of_application(change.db(), change.vault(), application.id).await?;
    let fits = |id: &Uuid| {
        let mut usable =
            known.iter().filter(|one| one.state != Judgment::Rejected && one.screening.is_none());
        usable.any(|one| one.id == *id)
    };
    let twice =
        papers.iter().enumerate().any(|(place, id)| papers.iter().take(place).any(|other| other == id));
    let wrong = twice || !papers.iter().all(fits);
    Ok(wrong.then(|| FieldFault::new("/papers", "not_an_option")))
}

async fn shared(
    app: &App,
    change: &Change,
    one: &Application,
    new: &NewReferral,
) -> Result<Shared, Internal> {
    let pointer = service_of(app, one)?.applicant_name.as_deref();
    let name = pointer.and_then(|pointer| one.form.pointer(pointer)).and_then(Value::as_str);
    let phone = match new.share.phone {
        PhoneShare::None => None,
        share => {
            let phone = identity::service::phone_of(change.db(), change.vault(), one.citizen_id).await?;
            Some(if share == PhoneShare::Whole { phone.number().to_owned() } else { phone.masked() })
        }
    };
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Ok(Shared {
        name: name.filter(|_| new.share.name).map(str::to_owned),
        phone,
        village: said(&new.share.village),
        hardship: said(&new.share.hardship),
    })
}

/// What was shared, by name, for the audit record.
fn named(person: &Shared) -> Vec<&'static str> {
    let all = [
        ("name", &person.name),
        ("phone", &person.phone),
        ("village", &person.village),
        ("hardship", &person.hardship),
    ];
    all.into_iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect()
}

async fn due(
    change: &Change,
    table: &HandoffTable,
    one: &Application,
) -> Result<Option<NaiveDate>, Internal> {
    due_of(change, table, &table.first_limit, Some(one.center_id), one.organ_id).await
}

/// The last day of a limit that begins today: by the calendar of the matter's center, or of the organ that has to act.
pub(super) async fn due_of(
    change: &Change,
    table: &HandoffTable,
    limit: &str,
    center: Option<Uuid>,
    organ: Uuid,
) -> Result<Option<NaiveDate>, Internal> {
    let Some(center) = center else { return due_at(change, table, limit, organ).await };
    let Some(limit) = table.limit(limit) else { return Ok(None) };
    let due = organs::service::due_on(change.db(), center, change.today(), limit.amount, limit.unit).await;
    Ok(due.map_err(Internal::from_error)?.on)
}

pub(super) async fn due_at(
    change: &Change,
    table: &HandoffTable,
    limit: &str,
    organ: Uuid,
) -> Result<Option<NaiveDate>, Internal> {
    let Some(limit) = table.limit(limit) else { return Ok(None) };
    organs::service::due_on_at_organ(change.db(), organ, change.today(), limit.amount, limit.unit).await
}
