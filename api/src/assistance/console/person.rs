//! The people of a case: one more, and under what somebody may be assisted.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{Fields, other, told},
            head,
            opening::mendable,
            to_case,
        },
        error::AssistanceError,
        model::{Assisted, CaseFile, Category, Description, Group, NewPerson, Tag, Who},
        service,
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::ids,
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Asks for somebody who has no application of their own.
#[get("/console/assistance/{id}/people/new")]
pub async fn ask_new(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::read(&app, &staff, *id).await?;
    draw_new(reader, &file, &Fields::default(), None)
}

/// Adds them.
#[post("/console/assistance/{id}/people/new")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let (file, fields) = (service::read(&app, &staff, *id).await?, Fields(posted.into_inner()));
    let problem = match new_person(&file, &fields) {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let body = json!(new);
            let work = async |change| service::add_person(change, &staff, *id, new).await;
            match reader.once(fields.key()?, &body, work).await {
                Ok(file) => return Ok(to_case(&file, "person")),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw_new(reader, &file, &fields, Some(&problem))
}

fn new_person(file: &CaseFile, fields: &Fields) -> Result<NewPerson, Vec<FieldFault>> {
    let mut faults = Vec::new();
    for name in ["name", "id_number"] {
        if fields.text(name).is_empty() {
            faults.push(FieldFault::new(format!("/who/{name}"), "required"));
        }
    }
    let born = fields.some("birth_date").map(|date| date.parse());
    if matches!(born, Some(Err(_))) {
        faults.push(FieldFault::new("/who/birth_date", "not_a_date"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let named = fields.text("application").parse().ok();
    let application_id = named.or_else(|| file.applications.first().copied()).unwrap_or_default();
    let (name, id_number) = (fields.text("name").to_owned(), fields.text("id_number").to_owned());
    let birth_date = born.and_then(Result::ok);
    Ok(NewPerson { application_id, who: Who { name, id_number, sex: None, birth_date } })
}

fn draw_new(
    reader: Reader<'_>,
    file: &CaseFile,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let field = |pointer: &str| match pointer.rsplit('/').next().unwrap_or_default() {
        "id_number" => ("id_number".to_owned(), reader.say("assistance-id-number")),
        "birth_date" => ("birth_date".to_owned(), reader.say("assistance-birth-date")),
        _ => ("name".to_owned(), reader.say("assistance-name")),
    };
    let (faults, summary) = told(reader, problem, field);
    // An application is called by its first person.
    let of = |id: &Uuid| file.people.iter().find(|person| person.application_id == *id);
    let choice = |id: &Uuid| {
        let chosen = fields.text("application") == id.to_string();
        json!({ "value": id, "label": of(id).map(|person| person.who.name.as_str()), "chosen": chosen })
    };
    let content = context! {
        head => Serde(head(&file.case)), typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary),
        applications => Serde(file.applications.iter().map(choice).collect::<Vec<_>>()),
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/new_person.html", content)
}

/// Asks under what somebody may be assisted.
#[get("/console/assistance/{id}/people/{person}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    place: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::read(&app, &staff, place.0).await?;
    let person = find(&file, place.1)?;
    let mut typed = vec![("version".to_owned(), file.case.version.to_string())];
    typed.extend(person.category.map(|category| ("category".to_owned(), category.word().to_owned())));
    typed.extend(
        person.groups.iter().map(|tag| (format!("group-{}", tag.group.word()), tag.evidence.clone())),
    );
    draw(reader, &file, person, &Fields(typed), None)
}

/// Keeps it.
#[post("/console/assistance/{id}/people/{person}")]
pub async fn describe(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    place: Path<(Uuid, Uuid)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let (file, fields) = (service::read(&app, &staff, place.0).await?, Fields(posted.into_inner()));
    let version = fields.text("version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let problem = match fields.choice::<Category>("category")? {
        None => Problem::invalid(vec![FieldFault::new("/category", "required")]),
        Some(category) => {
            let new = Description { category, groups: groups(&fields) };
            let (change, based_on) = (app.change(&*staff).await?, IfMatch::on_version(version));
            match service::describe_person(change, &staff, *place, &based_on, new)
                .await
                .map_err(Problem::from)
            {
                Ok(file) => return Ok(to_case(&file, "describe")),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, &file, find(&file, place.1)?, &fields, Some(&problem))
}

fn find(file: &CaseFile, person: Uuid) -> Result<&Assisted, AssistanceError> {
    file.people.iter().find(|known| known.id == person).ok_or(AssistanceError::NotFound)
}

/// The groups for which something was written.
fn groups(fields: &Fields) -> Vec<Tag> {
    let tag = |group: Group| {
        let evidence = fields.some(&format!("group-{}", group.word()))?;
        Some(Tag { group, evidence: evidence.chars().take(300).collect() })
    };
    Group::ALL.into_iter().filter_map(tag).collect()
}

fn draw(
    reader: Reader<'_>,
    file: &CaseFile,
    person: &Assisted,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let field = |_: &str| ("category".to_owned(), reader.say("assistance-category"));
    let (faults, summary) = told(reader, problem, field);
    let chosen = fields.text("category").to_owned();
    let group = |group: Group| -> Value {
        let name = format!("group-{}", group.word());
        let label = reader.say(&format!("assistance-group-{}", group.word()));
        json!({ "name": name, "label": label, "evidence": fields.text(&name) })
    };
    let categories =
        reader.choices("assistance-category-", Category::ALL.map(Category::word), |word| word == chosen);
    let content = context! {
        head => Serde(head(&file.case)), name => person.who.name.as_str(), id => person.id.to_string(),
        version => fields.text("version"), faults => Serde(faults), summary => Serde(summary),
        categories => Serde(categories), groups => Serde(Group::ALL.map(group).to_vec()),
        problem => other(reader, problem).map(Serde),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/describe.html", content)
}
