//! The table of wages: read by those who read the ledger, and added to by finance for the region of its organ.

use chrono::{Datelike, NaiveDate};
use hechang_entity::assistance_wage::Model;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{KnownWage, NewWage},
        queries::wages,
        rules::{Wage, region_of},
        service::measuring::{measure, rules, wage},
    },
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs::{self, model::Organ},
    platform::{
        change::{Change, Event},
        ids,
    },
    web::language::Language,
};

/// How many entered wages are told: those of many years with their corrections.
const MOST: u64 = 100;

/// The wages of the region of the reader's organ, the latest year first, and which of them counts today.
///
/// # Errors
/// 403 for others than readers of the ledger.
pub async fn wages_of(
    app: &App,
    staff: &Staff,
    language: Language,
) -> Result<Vec<KnownWage>, AssistanceError> {
    policy::require(staff, Action::ReadLedger)?;
    let (organ, region) = place(app.db.read(), staff).await?;
    let counts = measure(app.db.read(), &organ, app.clock.now()).await?.wage;
    let told = |one: Wage, by| known(&one, by, language, counts.as_ref() == Some(&one));
    let entered = wages::of_region(app.db.read(), &region, MOST).await?;
    let entered =
        entered.into_iter().map(|row| (row.entered_by, wage(row))).map(|(by, one)| told(one, Some(by)));
    let ours = rules()?.wages.of_region(&organ.code).cloned().map(|one| told(one, None));
    let mut all: Vec<_> = entered.chain(ours).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.year, one.entered_at)));
    Ok(all)
}

/// Enters a published wage; it counts from now on, instead of an earlier one of the same year.
///
/// # Errors
/// 403 for others than finance; `NotFound` for an organ without a region; `Faulty` with every fault.
pub async fn enter_wage(change: Change, staff: &Staff, new: NewWage) -> Result<KnownWage, AssistanceError> {
    policy::require(staff, Action::KeepLedger)?;
    let (organ, region) = place(change.db(), staff).await?;
    AssistanceError::refuse(faults(&new, change.today()))?;
    let row = Model {
        id: ids::new_id(),
        region,
        year: new.year,
        yearly_amount: new.yearly_fen.count(),
        series: new.series.trim().to_owned(),
        published_on: new.published_on,
        source: new.source.trim().to_owned(),
        organ_id: staff.organ_id,
        entered_by: staff.id,
        entered_at: change.now(),
    };
    wages::insert(change.db(), row.clone()).await?;
    let facts = json!({ "region": row.region, "year": row.year, "amount_fen": row.yearly_amount });
    let event = Event::new("assistance.wage_entered", row.id).at(row.organ_id).with(facts);
    let counts = measure(change.db(), &organ, change.now()).await?.wage;
    let (by, one) = (row.entered_by, wage(row));
    let told = known(&one, Some(by), Language::Chinese, counts.as_ref() == Some(&one));
    Ok(change.commit(event, told).await?)
}

/// The organ of somebody, and its region.
async fn place(db: &impl ConnectionTrait, staff: &Staff) -> Result<(Organ, String), AssistanceError> {
    let organ = organs::service::organ(db, staff.organ_id).await?;
    let region = region_of(&organ.code).ok_or(AssistanceError::NotFound)?;
    Ok((organ, region))
}

fn faults(new: &NewWage, today: NaiveDate) -> Vec<FieldFault> {
    let blank = |text: &str| text.trim().is_empty();
    let wrong = [
        ("/year", "year_not_over", new.year >= today.year()),
        ("/yearly_fen", "not_positive", !new.yearly_fen.is_positive()),
        ("/series", "required", blank(&new.series)),
        ("/published_on", "in_the_future", new.published_on > today),
        ("/published_on", "before_its_year_is_over", new.published_on.year() <= new.year),
        ("/source", "required", blank(&new.source)),
    ];
    let wrong = wrong.into_iter().filter(|(_, _, wrong)| *wrong);
    wrong.map(|(pointer, code, _)| FieldFault::new(pointer, code)).collect()
}

fn known(one: &Wage, entered_by: Option<Uuid>, language: Language, counts: bool) -> KnownWage {
    KnownWage {
        region: one.region.clone(),
        year: one.year,
        yearly_fen: one.yearly_fen,
        monthly_fen: one.monthly(),
        series: one.series.get(language).to_owned(),
        published_on: one.published_on,
        source: one.source.clone(),
        confirmed: one.confirmed,
        entered_by,
        entered_at: one.entered_at,
        counts,
    }
}
