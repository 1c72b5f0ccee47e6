//! The form in which a visit is recorded: a part for each person, with the money by purpose.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

use super::visit::{draw, draw_told, living, place};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        followup::{
            error::FollowUpError,
            model::{Finding, FollowUp, NewRecord, Spent},
            service,
        },
        rules::{Rules, Visits},
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    ledger,
    platform::once::Once,
    web::{
        body,
        language::Language,
        posted::{Form, Pairs},
    },
};

/// Records the visit, or says beside each field what must be mended.
#[post("/console/follow-up/visits/{id}/records")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Visit)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let (follow_up, _) = service::look_at_visit(&app, app.change(&*staff).await?, &staff, *id).await?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let mut sheet = Sheet::of(rules, &follow_up, &fields);
    let problem = match sheet.record() {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let work = async |change| -> Result<FollowUp, FollowUpError> {
                service::record(&app, change, &staff, *id, new.clone()).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &new, work).await {
                Ok(_) => return Ok(go(&place(*id))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    if problem.errors.is_empty() {
        return draw(reader, *id, &fields, Some(&problem)).await;
    }
    let told = fields::told(reader, Some(&problem), |pointer| sheet.field(reader, &follow_up, pointer));
    draw_told(reader, *id, &fields, Some(&problem), told).await
}

/// What was typed, with which part of the form each person and each amount came from.
struct Sheet<'a> {
    fields: &'a Fields,
    /// The place in the form of each person who was met, with the purposes of each amount.
    met: Vec<(usize, Vec<&'a str>)>,
    people: Vec<Finding>,
    faults: Vec<FieldFault>,
}

impl<'a> Sheet<'a> {
    fn of(rules: &'a Visits, follow_up: &FollowUp, fields: &'a Fields) -> Self {
        let mut sheet = Self { fields, met: Vec::new(), people: Vec::new(), faults: Vec::new() };
        for (place, person) in service::granted(&follow_up.file).enumerate() {
            if fields.text(&format!("met-{place}")) == "true" {
                sheet.take(rules, place, person.id);
            }
        }
        sheet
    }

    fn take(&mut self, rules: &'a Visits, place: usize, person_id: Uuid) {
        let (fields, at) = (self.fields, self.people.len());
        let (mut spent, mut purposes) = (Vec::new(), Vec::new());
        for word in &rules.purposes {
            let name = format!("spent-{place}-{}", word.key);
            let pointer = format!("/people/{at}/spent/{}/amount_fen", spent.len());
            let before = self.faults.len();
            let amount = fields::fen(fields, &name, &pointer, &mut self.faults);
            if amount.is_none() && self.faults.len() == before {
                continue;
            }
            let vouchers = fields.text(&format!("voucher-{place}-{}", word.key)) == "true";
            spent.push(Spent { purpose: word.key.clone(), amount_fen: amount.unwrap_or_default(), vouchers });
            purposes.push(word.key.as_str());
        }
        let left = format!("left-{place}");
        let left_fen = fields::fen(fields, &left, &format!("/people/{at}/left_fen"), &mut self.faults);
        let some = |name: &str| fields.some(&format!("{name}-{place}"));
        self.people.push(Finding {
            person_id,
            living: some("living").unwrap_or_default(),
            situation: some("situation"),
            spent,
            left_fen,
            needs: some("needs"),
            misuse: some("misuse"),
        });
        self.met.push((place, purposes));
    }

    /// The record as the API takes it, or what is wrong with it already.
    fn record(&mut self) -> Result<NewRecord, Vec<FieldFault>> {
        let fields = self.fields;
        let mut faults = std::mem::take(&mut self.faults);
        let visited_on = fields.text("visited_on").parse();
        if visited_on.is_err() {
            faults.push(FieldFault::new("/visited_on", "not_a_date"));
        }
        for name in ["way", "next_step"] {
            if fields.text(name).is_empty() {
                faults.push(FieldFault::new(format!("/{name}"), "required"));
            }
        }
        if self.people.is_empty() {
            faults.push(FieldFault::new("/people", "required"));
        }
        if fields.text("way") == "home" && fields.some("place").is_none() {
            faults.push(FieldFault::new("/place", "required"));
        }
        for (at, _) in self.people.iter().enumerate().filter(|(_, finding)| finding.living.is_empty()) {
            faults.push(FieldFault::new(format!("/people/{at}/living"), "required"));
        }
        let record = NewRecord {
            visited_on: visited_on.unwrap_or_default(),
            way: fields.text("way").to_owned(),
            place: fields.some("place"),
            second: fields.some("second"),
            partner_code: fields.some("partner_code"),
            people: self.people.clone(),
            next_step: fields.text("next_step").to_owned(),
            correction: fields.some("correction"),
        };
        if faults.is_empty() {
            faults.extend(
                record.validate().err().map(|errors| body::broken_rules(&errors)).unwrap_or_default(),
            );
        }
        if faults.is_empty() { Ok(record) } else { Err(faults) }
    }

    /// The field that a pointer is about, with its words.
    fn field(&self, reader: Reader<'_>, follow_up: &FollowUp, pointer: &str) -> (String, String) {
        let parts: Vec<_> = pointer.split('/').skip(1).collect();
        let ["people", at, rest @ ..] = parts.as_slice() else {
            let name = parts.first().copied().unwrap_or_default();
            return (name.to_owned(), reader.say(&format!("followup-{name}")));
        };
        let met = at.parse::<usize>().ok().and_then(|at| self.met.get(at));
        let Some((place, purposes)) = met else {
            return ("people".to_owned(), reader.say("followup-people"));
        };
        let name = service::granted(&follow_up.file).nth(*place).map(|person| person.who.name.clone());
        let (field, words) = match rest {
            ["spent", row, what] => {
                let purpose = row.parse::<usize>().ok().and_then(|row| purposes.get(row)).copied();
                let kind = if *what == "vouchers" { "voucher" } else { "spent" };
                (format!("{kind}-{place}-{}", purpose.unwrap_or_default()), reader.say("followup-money"))
            }
            ["left_fen"] => (format!("left-{place}"), reader.say("followup-left")),
            ["person_id"] => (format!("met-{place}"), reader.say("followup-met")),
            [one] => (format!("{one}-{place}"), reader.say(&format!("followup-{one}"))),
            _ => ("people".to_owned(), reader.say("followup-people")),
        };
        (field, format!("{} · {words}", name.unwrap_or_default()))
    }
}

/// A part of the form for each person who was assisted, with what was typed.
pub(super) async fn people(
    reader: Reader<'_>,
    rules: &Visits,
    follow_up: &FollowUp,
    typed: &Fields,
) -> Result<Vec<Value>, Problem> {
    let mut parts = Vec::new();
    for (place, person) in service::granted(&follow_up.file).enumerate() {
        let paid = match follow_up.file.case.grant_id {
            Some(grant) => ledger::service::standing(reader.app.db.read(), grant, person.id).await?.paid,
            None => crate::platform::money::Fen::ZERO,
        };
        let text = |name: &str| typed.text(&format!("{name}-{place}")).to_owned();
        let purposes = rules.purposes.iter().map(|word| {
            let (amount, tick) = (format!("spent-{place}-{}", word.key), format!("voucher-{place}-{}", word.key));
            let label = reader.say_with("followup-spent", &[("purpose", word.title.get(reader.language))]);
            json!({ "name": amount, "tick": tick, "label": label, "value": typed.text(&amount), "ticked": typed.text(&tick) == "true" })
        });
        parts.push(json!({
            "place": place, "id": person.id, "name": person.who.name, "paid": paid, "met": text("met") == "true",
            "living": living(reader, rules, &text("living")), "situation": text("situation"), "left": text("left"),
            "needs": text("needs"), "misuse": text("misuse"), "purposes": purposes.collect::<Vec<_>>(),
        }));
    }
    Ok(parts)
}
