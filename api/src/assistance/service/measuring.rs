//! What amounts are measured by: the wage that counts, of those that came with the program and those that finance entered, and the scale.

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::{assistance_scale, assistance_wage};
use sea_orm::ConnectionTrait;

use crate::{
    app::App,
    assistance::{
        model::{CaseFile, CaseState, NewGrade},
        queries::{scales, wages},
        rules::{Grade, Rules, Scale, Wage, region_of},
        suggestion::Measure,
    },
    error::Internal,
    organs::{self, model::Organ},
    platform::{clock::local_date, money::Fen},
    web::language::Text,
};

pub(in crate::assistance) fn rules() -> Result<&'static Rules, Internal> {
    Rules::compiled_in().map_err(Internal::from_error)
}

/// What the amounts of a case are measured by: those of a proposal by what counted when it was made.
pub(in crate::assistance) async fn measured(app: &App, file: &CaseFile) -> Result<Measure, Internal> {
    let organ =
        organs::service::organ(app.db.read(), file.case.organ_id).await.map_err(Internal::from_error)?;
    measure(app.db.read(), &organ, instant(file, app.clock.now())).await
}

/// The instant at which a case is measured.
pub(super) fn instant(file: &CaseFile, now: DateTime<Utc>) -> DateTime<Utc> {
    let proposal = file.steps.iter().rfind(|step| step.place == 0);
    let proposal = proposal.filter(|_| file.case.state != CaseState::Preparing);
    proposal.map_or(now, |step| step.at)
}

/// What amounts are measured by at an organ at an instant.
pub(super) async fn measure(
    db: &impl ConnectionTrait,
    organ: &Organ,
    at: DateTime<Utc>,
) -> Result<Measure, Internal> {
    let (rules, on) = (rules()?, local_date(at));
    let entered = match region_of(&organ.code) {
        Some(region) => wages::counting(db, &region, (at, on)).await?,
        None => None,
    };
    Ok(Measure {
        organ_code: organ.code.clone(),
        cap: rules.amounts.cap.clone(),
        wage: rules.wages.with(entered.map(wage)).base(&organ.code, on).cloned(),
        scale: counting_scale(db, organ, (at, on)).await?,
    })
}

/// The scale of the latest day: one that finance entered goes before one of the catalog from the same day.
async fn counting_scale(
    db: &impl ConnectionTrait,
    organ: &Organ,
    (at, on): (DateTime<Utc>, NaiveDate),
) -> Result<Option<Scale>, Internal> {
    let entered = scales::counting(db, organ.id, (at, on)).await?.map(scale).transpose()?;
    let ours = rules()?.amounts.scale(&organ.code, on).cloned();
    Ok(ours.into_iter().chain(entered).max_by_key(|scale| scale.effective_from))
}

/// A scale as finance entered it; its grades are named by their place, from 1.
pub(super) fn scale(row: assistance_scale::Model) -> Result<Scale, Internal> {
    let grades: Vec<NewGrade> = serde_json::from_value(row.grades)?;
    let grades = (1..).zip(grades).map(|(place, grade): (u32, _)| Grade {
        key: place.to_string(),
        title: Text::alike(grade.title),
        amount_fen: grade.amount_fen,
    });
    Ok(Scale {
        organs: Vec::new(),
        effective_from: row.effective_from,
        source: row.source,
        grades: grades.collect(),
        entered_at: Some(row.entered_at),
    })
}

/// What finance entered, which is what it vouches for.
pub(super) fn wage(row: assistance_wage::Model) -> Wage {
    Wage {
        region: row.region,
        year: row.year,
        yearly_fen: Fen::of(row.yearly_amount),
        series: Text::alike(row.series),
        published_on: row.published_on,
        source: row.source,
        confirmed: true,
        entered_at: Some(row.entered_at),
    }
}
