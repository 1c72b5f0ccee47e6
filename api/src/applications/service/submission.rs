//! Sending an application, sending it again after a correction, and taking it back.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        corrections,
        error::ApplicationError,
        guardianship, guarding,
        model::{Application, Consent, Dossier},
        queries::parts,
        receipt::ReceiptNo,
        sealing,
        service::{
            consenting, finding,
            reading::{dossier, hold_own, last_sent, service_of},
            steps::{Move, gaps, step},
            tracking,
        },
    },
    catalog::{Performer, Service, State},
    error::FieldFault,
    identity::{self, actor::Citizen},
    platform::{
        change::{Change, Event},
        ids,
    },
    representation,
    web::language::Language,
};

const CITIZEN: [Performer; 1] = [Performer::Citizen];

/// Sends a draft, or what was asked for in a correction. The first time it gets its receipt number.
///
/// # Errors
/// `Faulty` with everything that is missing, as `/form/…`, `/checklist/{key}` and `/consent`.
pub async fn submit(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
    consent: Option<&Consent>,
    language: Language,
) -> Result<Dossier, ApplicationError> {
    let mut application = hold_own(&change, citizen, id).await?;
    let service = service_of(app, &application)?;
    let again = application.state == State::Correction;
    if again {
        answer_requests(&change, service, &application).await?;
    }
    application.form = service.form.asked(&application.form);
    application.service_version = service.version;
    application.language = language;
    agree(&change, &mut application, consent);
    application.guarded |= guarding::is_called_for(service, &application.form, change.today());
    finding::index(change.vault(), service, &mut application)?;
    give_receipt(&change, &mut application).await?;
    let this = Move { action: "submit", by: &CITIZEN, words: None, consent };
    let sent = step(app, &change, application, this).await?;
    let row = sealing::submission_row(change.vault(), ids::new_id(), &sent, change.now())?;
    parts::insert_submission(change.db(), row).await?;
    consenting::keep(&change, service, &sent, consent).await?;
    representation::service::set_up(&change, sent.id, guardianship::claim(service, &sent)).await?;
    let act = if again { "application.resubmitted" } else { "application.submitted" };
    finish(change, sent, act).await
}

fn agree(change: &Change, application: &mut Application, consent: Option<&Consent>) {
    if let Some(consent) = consent.filter(|consent| consent.accepted) {
        application.consent_version = Some(consent.version.clone());
        application.consented_at = Some(change.now());
    }
}

async fn give_receipt(change: &Change, application: &mut Application) -> Result<(), ApplicationError> {
    if application.receipt_no.is_some() {
        return Ok(());
    }
    let receipt = ReceiptNo::random();
    let phone = identity::service::phone_of(change.db(), change.vault(), application.citizen_id).await?;
    application.phone_tail_index =
        Some(tracking::tail_index(change.vault(), receipt.as_str(), phone.tail())?);
    application.receipt_no = Some(receipt);
    application.submitted_at = Some(change.now());
    Ok(())
}

/// Refuses unless every request was answered and what could be changed is complete.
async fn answer_requests(
    change: &Change,
    service: &Service,
    application: &Application,
) -> Result<(), ApplicationError> {
    let whole = dossier(change.db(), change.vault(), application.clone()).await?;
    let sent = last_sent(change, application.id).await?;
    let forms = (&sent, &application.form);
    let mut faults = corrections::unanswered(service, &whole.requests, forms, &whole.materials);
    let open = |fault: &FieldFault| corrections::can_mend(service, &sent, &whole.requests, fault);
    let gaps = gaps(service, &application.form, &whole.materials, change.today());
    let known: Vec<String> = faults.iter().map(|fault| fault.pointer.clone()).collect();
    faults.extend(gaps.into_iter().filter(|gap| open(gap) && !known.contains(&gap.pointer)));
    if !faults.is_empty() {
        return Err(ApplicationError::Faulty(faults));
    }
    Ok(parts::answer_requests(change.db(), application.id, change.now()).await?)
}

/// Takes an application back, as long as nothing is decided.
pub async fn withdraw(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
    reason: &str,
) -> Result<Dossier, ApplicationError> {
    let application = hold_own(&change, citizen, id).await?;
    let asked = service_of(app, &application)?.workflow.action("withdraw");
    let faults = asked.map(|asked| asked.body.check_complete(&json!({ "reason": reason })));
    if let Some(faults) = faults.filter(|faults| !faults.is_empty()) {
        return Err(ApplicationError::Faulty(faults));
    }
    let this = Move { action: "withdraw", by: &CITIZEN, words: Some(reason), consent: None };
    let withdrawn = step(app, &change, application, this).await?;
    finish(change, withdrawn, "application.withdrawn").await
}

async fn finish(
    change: Change,
    application: Application,
    act: &'static str,
) -> Result<Dossier, ApplicationError> {
    let event = Event::new(act, application.id).at(application.organ_id);
    let whole = dossier(change.db(), change.vault(), application).await?;
    Ok(change.commit(event, whole).await?)
}
