//! The form of an organ or partner: a new one, and one that is changed.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    LIST, boxes, choices, chosen, faults, field, filled, mendable, names, organs::line, see_other, typed,
    word,
};
use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    organs::{
        keeping::{
            api::commit,
            model::{NewOrgan, OrganChange, OrganView},
            service,
        },
        model::{Kind, PartnerKind},
        service as organs,
    },
    platform::{change::Change, ids, once::Once},
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

const LEVELS: [&str; 6] = ["nation", "region", "city", "county", "township", "village"];

/// What kind of organ is to be made.
#[derive(Deserialize)]
pub struct Making {
    kind: Option<Kind>,
}

/// Asks for a new organ or partner.
#[get("/console/organs/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    making: Query<Making>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepOrgans)?;
    let kind = making.kind.unwrap_or(Kind::Procuratorate);
    let wanted = json!({ "kind": kind, "level": "county", "parent_code": staff.organ_code });
    draw_new(&Asked { app: &app, request: &request, staff: &staff, language }, &wanted, &[]).await
}

/// Who asks for a page.
struct Asked<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    staff: &'a Staff,
    language: Language,
}

async fn draw_new(asked: &Asked<'_>, typed: &Value, wrong: &[FieldFault]) -> Result<HttpResponse, Problem> {
    let content = context! {
        form => Serde(form(asked, typed, None).await?), typed => Serde(typed), key => ids::new_id().to_string(),
        faults => Serde(faults(asked.app, asked.language, wrong)),
    };
    asked.app.pages.render_with(asked.request, status(wrong), "organs/new.html", content)
}

fn status(wrong: &[FieldFault]) -> StatusCode {
    if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// The choices of an organ's form; `own` is the organ that is changed.
async fn form(asked: &Asked<'_>, typed: &Value, own: Option<&OrganView>) -> Result<Value, Problem> {
    let was = |name: &str| typed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (app, language) = (asked.app, asked.language);
    let reach = organs::organs_from(app.db.read(), asked.staff.organ_id).await?;
    let below = match own {
        Some(own) => organs::organ_and_below(app.db.read(), own.id).await?,
        None => Vec::new(),
    };
    let above = reach.iter().filter(|organ| organ.kind == Kind::Procuratorate && !below.contains(&organ.id));
    let above = above.map(|organ| {
        let label = format!("{} {}", organ.code, organ.name.get(language));
        json!({ "value": organ.code, "label": label, "chosen": organ.code == was("parent_code") })
    });
    let partners = PartnerKind::ALL.iter().map(|kind| kind.word());
    Ok(json!({
        "parents": above.collect::<Vec<_>>(),
        "levels": choices(app, language, "organ-level", LEVELS, &was("level")),
        "partners": choices(app, language, "partner-kind", partners, &was("partner")),
        "is_partner": was("kind") == "partner",
        "own": own.is_some_and(|own| own.id == asked.staff.organ_id),
    }))
}

/// Makes an organ or partner.
#[post("/console/organs/new")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let added = async {
        let new = new_organ(&form)?;
        let once = Once::keyed(field(&form, "key"), request.path());
        let body = new.clone();
        let work = async |change: Change| -> Result<OrganView, Problem> {
            let (made, event) = service::add_organ(&change, &staff, new).await?;
            Ok(change.commit(event, made).await?)
        };
        once.run(app.change(&staff.0.who).await?, &app.cache, &body, work).await
    };
    match added.await {
        Ok(made) => Ok(see_other(&format!("{LIST}/{}", made.id))),
        Err(problem) => {
            let problem = mendable(problem)?;
            let asked = Asked { app: &app, request: &request, staff: &staff, language };
            draw_new(&asked, &typed(&form), &problem.errors).await
        }
    }
}

fn new_organ(form: &Pairs) -> Result<NewOrgan, Problem> {
    let kind: Kind = chosen(form, "kind")?;
    Ok(NewOrgan {
        code: field(form, "code").to_owned(),
        kind,
        level: chosen(form, "level")?,
        parent_code: field(form, "parent_code").to_owned(),
        name: names(form, "name"),
        short_name: Some(names(form, "short_name")),
        partner: word(form, "partner"),
        phone: filled(form, "phone"),
        contact: filled(form, "contact"),
    })
}

/// Asks what is to change.
#[get("/console/organs/{id}/edit")]
pub async fn edit(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let organ = service::organ(app.db.read(), &staff, *id).await?;
    let asked = Asked { app: &app, request: &request, staff: &staff, language };
    draw_edit(&asked, &organ, &as_typed(&organ), &[]).await
}

/// An organ as its form has it.
fn as_typed(organ: &OrganView) -> Value {
    let mut all = Map::from_iter(boxes("name", Some(&organ.name)));
    all.extend(boxes("short_name", organ.short_name.as_ref()));
    let rest = json!({
        "kind": organ.kind, "level": organ.level, "partner": organ.partner, "parent_code": organ.parent_code,
        "phone": organ.phone, "contact": organ.contact, "version": organ.version.to_string(),
    });
    if let Value::Object(rest) = rest {
        all.extend(rest.into_iter().filter(|(_, value)| !value.is_null()));
    }
    Value::Object(all)
}

async fn draw_edit(
    asked: &Asked<'_>,
    organ: &OrganView,
    typed: &Value,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let mut shown = typed.clone();
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("kind".into(), json!(organ.kind));
    }
    let content = context! {
        form => Serde(form(asked, &shown, Some(organ)).await?), typed => Serde(&shown),
        organ => Serde(line(organ, asked.language)), faults => Serde(faults(asked.app, asked.language, wrong)),
    };
    asked.app.pages.render_with(asked.request, status(wrong), "organs/edit.html", content)
}

/// Changes an organ.
#[post("/console/organs/{id}/edit")]
pub async fn alter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let version = field(&form, "version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let changed = async {
        let wanted = organ_change(&form)?;
        let change = app.change(&staff.0.who).await?;
        let based_on = IfMatch::on_version(version);
        let (_, event) = service::change_organ(&change, &staff, *id, &based_on, wanted).await?;
        Ok(commit(change, event, ()).await?)
    };
    match changed.await {
        Ok(()) => Ok(see_other(&format!("{LIST}/{id}"))),
        Err(problem) => {
            let problem = mendable(problem)?;
            let organ = service::organ(app.db.read(), &staff, *id).await?;
            let asked = Asked { app: &app, request: &request, staff: &staff, language };
            draw_edit(&asked, &organ, &typed(&form), &problem.errors).await
        }
    }
}

fn organ_change(form: &Pairs) -> Result<OrganChange, Problem> {
    Ok(OrganChange {
        level: chosen(form, "level")?,
        parent_code: filled(form, "parent_code"),
        name: names(form, "name"),
        short_name: Some(names(form, "short_name")),
        partner: word(form, "partner"),
        phone: filled(form, "phone"),
        contact: filled(form, "contact"),
    })
}
