//! The console's pages of the roster.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::{Role, Staff},
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        roster::{
            error::RosterError,
            holding,
            model::{Handed, Member, NewMember, PlaceBody},
            placing, service, sessions,
        },
    },
    organs::model::{Department, Organ},
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, Value, context},
        posted::{Form, Pairs},
        problems::fault_text,
    },
};

const LIST: &str = "/console/staff";

/// The staff of one's own organ and those below it.
#[get("/console/staff")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::list(app.db.read(), &staff, &page).await?;
    let content = context! { members => Serde(&page.items), next => page.next };
    app.pages.render(&request, "identity/roster.html", content)
}

/// Asks for a new member of staff.
#[get("/console/staff/new")]
pub async fn ask_new(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
) -> Result<HttpResponse, Problem> {
    new_page(&app, &request, &staff, StatusCode::OK, &Pairs::new(), &[]).await
}

async fn new_page(
    app: &App,
    request: &HttpRequest,
    staff: &ConsoleFresh,
    status: StatusCode,
    sent: &Pairs,
    faults: &[(String, String)],
) -> Result<HttpResponse, Problem> {
    let language = Language::of(request);
    let chosen = field(sent, "organ_code").unwrap_or(&staff.organ_code);
    let content = context! {
        username => field(sent, "username").unwrap_or_default(),
        organs => organ_choices(app, staff, language, chosen).await?,
        departments => department_choices(app, staff, language, field(sent, "department_id")).await?,
        roles => role_choices(app, language, &roles(sent)),
        faults => faults.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
    };
    app.pages.render_with(request, status, "identity/roster_new.html", content)
}

/// Every organ within reach.
async fn organ_choices(
    app: &App,
    staff: &Staff,
    language: Language,
    chosen: &str,
) -> Result<Vec<Value>, Problem> {
    let organs = service::organs_kept(app.db.read(), staff).await?;
    let choice = |organ: &Organ| {
        let label = format!("{} {}", organ.code, organ.name.get(language));
        context! { value => organ.code.as_str(), label, chosen => organ.code == chosen }
    };
    Ok(organs.iter().map(choice).collect())
}

/// Every department within reach, each with its organ's code: which organ is chosen isn't known before the form comes back.
async fn department_choices(
    app: &App,
    staff: &Staff,
    language: Language,
    chosen: Option<&str>,
) -> Result<Vec<Value>, Problem> {
    let all = service::departments_kept(app.db.read(), staff).await?;
    let choice = |(code, department): &(String, Department)| {
        let (value, label) = (department.id.to_string(), format!("{code} {}", department.name.get(language)));
        context! { chosen => chosen == Some(&value), value, label }
    };
    Ok(all.iter().map(choice).collect())
}

/// The department that was chosen, if one was.
fn department(sent: &Pairs) -> Result<Option<Uuid>, Problem> {
    let chosen = field(sent, "department_id").filter(|chosen| !chosen.is_empty());
    chosen.map(|id| id.parse().map_err(|_| Problem::bad_request("unreadable"))).transpose()
}

fn place(sent: &Pairs) -> Result<PlaceBody, Problem> {
    Ok(PlaceBody {
        organ_code: field(sent, "organ_code").unwrap_or_default().to_owned(),
        department_id: department(sent)?,
        roles: roles(sent),
    })
}

fn field<'a>(sent: &'a Pairs, name: &str) -> Option<&'a str> {
    sent.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim())
}

fn roles(sent: &Pairs) -> Vec<Role> {
    let ticked = |role: &Role| sent.iter().any(|(name, value)| name == "roles" && value == role.word());
    Role::ALL.into_iter().filter(ticked).collect()
}

fn role_choices(app: &App, language: Language, held: &[Role]) -> Vec<Value> {
    let choice = |role: Role| {
        let label = app.texts.say(language, &format!("role-{}", role.word()));
        context! { value => role.word(), label, chosen => held.contains(&role) }
    };
    Role::ALL.into_iter().map(choice).collect()
}

fn words(app: &App, language: Language, problem: &Problem) -> Vec<(String, String)> {
    let word = |fault: &FieldFault| {
        (fault.pointer.trim_start_matches('/').to_owned(), fault_text(fault, &app.texts, language))
    };
    problem.errors.iter().map(word).collect()
}

/// Makes the account and shows its first password, this once.
#[post("/console/staff/new")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let new = NewMember {
        username: field(&form, "username").unwrap_or_default().to_owned(),
        organ_code: field(&form, "organ_code").unwrap_or_default().to_owned(),
        department_id: department(&form)?,
        roles: roles(&form),
        id_number: field(&form, "id_number").filter(|number| !number.is_empty()).map(str::to_owned),
    };
    let first = service::random_password().await?;
    let change = app.change(&staff.0.who).await?;
    match service::add(&change, &staff, new, first).await {
        Ok((handed, event)) => handed_page(&app, &request, &change.commit(event, handed).await?),
        Err(error) => {
            drop(change);
            let problem = Problem::from(error);
            if problem.errors.is_empty() {
                return Err(problem);
            }
            let faults = words(&app, language, &problem);
            new_page(&app, &request, &staff, StatusCode::UNPROCESSABLE_ENTITY, &form, &faults).await
        }
    }
}

fn handed_page(app: &App, request: &HttpRequest, handed: &Handed) -> Result<HttpResponse, Problem> {
    app.pages.render(request, "identity/roster_handed.html", context! { handed => Serde(handed) })
}

/// One member of staff, with what can be done.
#[get("/console/staff/{id}")]
pub async fn show_member(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let member = service::read(app.db.read(), &staff, *id).await?;
    member_page(&app, &request, &staff, &member, None).await
}

/// A member's page; `fault` is the act and the field of it that is wrong, with its words.
async fn member_page(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    member: &Member,
    fault: Option<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let language = Language::of(request);
    let departments = service::departments_at(app.db.read(), staff, member.id).await?;
    let name = departments.iter().find(|one| Some(one.id) == member.department_id);
    let name = name.map(|department| department.name.get(language).to_owned());
    let departments = departments.iter().map(|one| {
        let (value, label) = (one.id.to_string(), one.name.get(language));
        context! { value, label, chosen => Some(one.id) == member.department_id }
    });
    let status = if fault.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let organs = organ_choices(app, staff, language, &member.organ_code).await?;
    let elsewhere = department_choices(app, staff, language, None).await?;
    let devices = sessions::list(app, app.db.read(), staff, member.id).await?;
    let content = context! {
        devices => Serde(&devices),
        member => Serde(member), roles => role_choices(app, language, &member.roles), own => member.id == staff.id,
        department => name, departments => departments.collect::<Vec<_>>(), organs, elsewhere,
        faults => std::collections::BTreeMap::from_iter(fault),
    };
    app.pages.render_with(request, status, "identity/roster_member.html", content)
}

/// Does one of the acts on somebody's account: `act` says which.
#[post("/console/staff/{id}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let what = field(&form, "act").unwrap_or_default();
    if what == "reset-password" {
        return hand_over(&app, &request, &staff, *id).await;
    }
    let change = app.change(&staff.0.who).await?;
    let done = match what {
        "roles" => service::set_roles(&change, &staff, *id, roles(&form)).await,
        "department" => placing::set_department(&change, &staff, *id, department(&form)?).await,
        "place" => placing::move_to(&change, &staff, *id, place(&form)?).await,
        "holder" => {
            let number = field(&form, "id_number").unwrap_or_default();
            holding::set_holder(&change, &staff, *id, number).await
        }
        "disable" => service::disable(&change, &staff, *id).await,
        "enable" => service::enable(&change, &staff, *id).await,
        "reset-factor" => service::reset_factor(&change, &staff, *id).await,
        "end-sessions" => service::end_sessions(&change, &staff, *id).await,
        "end-session" => {
            let session = field(&form, "id").and_then(|session| session.parse().ok());
            let session = session.ok_or_else(|| Problem::bad_request("unreadable"))?;
            sessions::end(&change, &staff, *id, session).await
        }
        _ => return Err(Problem::bad_request("unreadable")),
    };
    match done {
        Ok(event) => {
            change.commit(event, ()).await?;
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, format!("{LIST}/{id}"))).finish())
        }
        Err(RosterError::Invalid(faults)) => {
            drop(change);
            let told = |fault: &FieldFault| {
                (fault.pointer.replace('/', &format!("{what}_")), fault_text(fault, &app.texts, language))
            };
            let member = service::read(app.db.read(), &staff, *id).await?;
            member_page(&app, &request, &staff, &member, faults.first().map(told)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn hand_over(
    app: &App,
    request: &HttpRequest,
    staff: &ConsoleFresh,
    id: Uuid,
) -> Result<HttpResponse, Problem> {
    let fresh = service::random_password().await?;
    let change = app.change(&staff.0.who).await?;
    let (handed, event) = service::reset_password(&change, staff, id, fresh).await?;
    handed_page(app, request, &change.commit(event, handed).await?)
}
