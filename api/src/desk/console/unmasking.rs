//! Showing what is masked, for a reason from a list and in words; and who was shown what, for those who look over it.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    applications::{service::service_of, summary},
    desk::{
        console::{Reader, matter},
        model::{Ground, MaskedField, Unmask, Unmasked},
        service,
    },
    error::{FieldFault, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, Value as Shown, context},
        posted::{Form, Pairs},
        problems::fault_text,
    },
};

/// Asks what is needed and why. Who hasn't proved lately who they are does so first.
#[get("/console/applications/{id}/unmask")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let asked: Pairs =
        MaskedField::APPLICANT.map(|field| ("fields".to_owned(), field.word().to_owned())).into();
    question(reader, *id, StatusCode::OK, &asked, &[]).await
}

/// Shows it, this once.
#[post("/console/applications/{id}/unmask")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let asked = match read(&form) {
        Ok(asked) => asked,
        Err(faults) => {
            return question(reader, *id, StatusCode::UNPROCESSABLE_ENTITY, &form, &faults).await;
        }
    };
    let shown = service::unmask(&app, app.change(&*staff).await?, &staff, *id, &asked).await?;
    answer(reader, *id, shown).await
}

fn values<'a>(sent: &'a Pairs, name: &str) -> impl Iterator<Item = &'a str> {
    sent.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
}

fn read(sent: &Pairs) -> Result<Unmask, Vec<FieldFault>> {
    let word = |name: &str| values(sent, name).next().unwrap_or_default().trim().to_owned();
    let ticked = |field: &MaskedField| values(sent, "fields").any(|word| word == field.word());
    let fields: Vec<_> = MaskedField::ALL.into_iter().filter(ticked).collect();
    let (ground, reason) = (Ground::from_word(&word("ground")), word("reason"));
    let none = fields.is_empty();
    let asked = Unmask { fields: Some(fields), ground, reason };
    let long = asked.validate().is_err();
    let faults = [
        none.then(|| FieldFault::new("/fields", "required")),
        ground.is_none().then(|| FieldFault::new("/ground", "required")),
        asked.reason.is_empty().then(|| FieldFault::new("/reason", "required")),
        (!none && !asked.reason.is_empty() && long)
            .then(|| FieldFault::new("/reason", "too_long").with("max", 500)),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    if faults.is_empty() { Ok(asked) } else { Err(faults) }
}

/// The page that asks, with what was chosen and what must be mended.
async fn question(
    reader: Reader<'_>,
    id: Uuid,
    status: StatusCode,
    sent: &Pairs,
    faults: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let application = service::matter(app, staff, id).await?.dossier.application;
    policy::require(staff, Action::WorkOnMatters)?;
    let head = matter::head(reader, service_of(app, &application)?, &application).await?;
    let choice = |kind: &str, name: &str, word: &'static str| {
        let label = app.texts.say(language, &format!("desk-{kind}-{word}"));
        context! { value => word, label, chosen => values(sent, name).any(|sent| sent == word) }
    };
    let said = faults.iter().map(|fault| {
        (fault.pointer.trim_start_matches('/').to_owned(), fault_text(fault, &app.texts, language))
    });
    let content = context! {
        head => Serde(head),
        fields => MaskedField::ALL.map(|field| choice("field", "fields", field.word())).to_vec(),
        grounds => Ground::ALL.map(|ground| choice("ground", "ground", ground.word())).to_vec(),
        reason => values(sent, "reason").next().unwrap_or_default(),
        faults => Serde(said.collect::<BTreeMap<_, _>>()),
    };
    app.pages.render_with(request, status, "desk/unmask.html", content)
}

async fn answer(reader: Reader<'_>, id: Uuid, shown: Unmasked) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let application = service::matter(app, staff, id).await?.dossier.application;
    let service = service_of(app, &application)?;
    let words = [(MaskedField::Name, shown.name), (MaskedField::Phone, shown.phone)];
    let words = words.into_iter().chain([(MaskedField::IdNumber, shown.id_number)]);
    let rows = words.filter_map(|(field, value)| {
        let label = app.texts.say(language, &format!("desk-field-{}", field.word()));
        Some(json!([label, value?]))
    });
    let sections = shown.form.map(|form| summary::sections(app, service, &form, language));
    let content = context! {
        head => Serde(matter::head(reader, service, &application).await?),
        rows => Serde(rows.collect::<Vec<Value>>()), sections => Serde(sections.unwrap_or_default()),
    };
    app.pages.render(request, "desk/unmasked.html", content)
}

/// Who was shown what, and why.
#[get("/console/applications/{id}/unmaskings")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let page = service::unmaskings(&app, &staff, *id, &page).await?;
    let application = service::matter(&app, &staff, *id).await?.dossier.application;
    let readers: BTreeSet<_> = page.items.iter().map(|one| one.staff_id).collect();
    let names = identity::staff::usernames(app.db.read(), &readers).await?;
    let items = page.items.iter().map(|one| {
        let fields: Vec<_> = one.fields.iter().map(|field| field.word()).collect();
        let ground = one.ground.map(Ground::word);
        let by = names.get(&one.staff_id);
        context! { by, fields, ground, reason => one.reason.as_str(), at => one.at.to_rfc3339() }
    });
    let content = context! {
        head => Serde(matter::head(reader, service_of(&app, &application)?, &application).await?),
        items => items.collect::<Vec<Shown>>(), next => page.next,
    };
    app.pages.render(&request, "desk/unmaskings.html", content)
}
