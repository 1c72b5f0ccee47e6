//! Whether a document is what it says, for whoever holds it. No amount, and no name but masked (domain.md §1.16, security.md PRV-4).

use super::sealing::opened;
use crate::{
    app::App,
    applications,
    documents::{
        error::DocumentError,
        model::{Document, Standing, Verification},
        queries,
    },
    error::Problem,
    organs,
    platform::{clock::local_date, ids, limits::VERIFYING_FROM_ADDRESS},
    web::language::Language,
};

/// Signs of a verification code: 15 random bytes.
const SIGNS: usize = 24;

/// The page that a document's QR code leads to.
pub fn link(app: &App, document: &Document) -> String {
    format!("{}/verify/{}", app.public_url, document.verification_code)
}

/// Looks a code up. What isn't known is answered in the same form; only wrong codes count against an address.
pub async fn verify(
    app: &App,
    code: &str,
    address: &str,
    language: Language,
) -> Result<Verification, DocumentError> {
    app.limits.count(VERIFYING_FROM_ADDRESS, address).await?;
    let code = ids::typed_word(code, SIGNS).unwrap_or_default();
    let Some(row) = queries::by_code(app.db.read(), &code).await? else {
        return Ok(unknown());
    };
    app.limits.forgive(VERIFYING_FROM_ADDRESS, address).await?;
    shown(app, opened(&app.vault, row)?, language).await
}

fn unknown() -> Verification {
    Verification {
        standing: Standing::Unknown,
        title: None,
        organ: None,
        number: None,
        issued_on: None,
        voided_on: None,
        people: Vec::new(),
    }
}

async fn shown(app: &App, document: Document, language: Language) -> Result<Verification, DocumentError> {
    let organ = organs::service::organ(app.db.read(), document.organ_id).await.map_err(Problem::from)?;
    let guarded = match document.application_id {
        Some(application) => applications::service::is_guarded(app.db.read(), application).await?,
        None => false,
    };
    let title = app.catalog.document(&document.kind).map(|kind| kind.title.get(language).to_owned());
    let people = document.versions.map(|versions| versions.people).unwrap_or_default();
    Ok(Verification {
        standing: if document.voided_at.is_some() { Standing::Void } else { Standing::Authentic },
        title,
        organ: Some(organ.name.get(language).to_owned()),
        number: document.number,
        issued_on: Some(local_date(document.issued_at)),
        voided_on: document.voided_at.map(local_date),
        people: if guarded { Vec::new() } else { people },
    })
}
