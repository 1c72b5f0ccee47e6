//! What amounts are measured by: the wage that counts, of those that came with the program and those that finance entered, and the scale.

use chrono::{DateTime, Utc};
use hechang_entity::assistance_wage::Model;
use sea_orm::ConnectionTrait;

use crate::{
    app::App,
    assistance::{
        model::{CaseFile, CaseState},
        queries::wages,
        rules::{Wage, region_of},
        service::proposing::rules,
        suggestion::Measure,
    },
    error::Internal,
    organs,
    platform::{clock::local_date, money::Fen},
    web::language::Text,
};

/// What the amounts of a case are measured by: those of a proposal by what counted when it was made.
pub(in crate::assistance) async fn measured(app: &App, file: &CaseFile) -> Result<Measure, Internal> {
    let organ =
        organs::service::organ(app.db.read(), file.case.organ_id).await.map_err(Internal::from_error)?;
    measure(app.db.read(), &organ.code, instant(file, app.clock.now())).await
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
    organ_code: &str,
    at: DateTime<Utc>,
) -> Result<Measure, Internal> {
    let (rules, on) = (rules()?, local_date(at));
    let entered = match region_of(organ_code) {
        Some(region) => wages::counting(db, &region, (at, on)).await?,
        None => None,
    };
    Ok(Measure {
        organ_code: organ_code.to_owned(),
        cap: rules.amounts.cap.clone(),
        wage: rules.wages.with(entered.map(wage)).base(organ_code, on).cloned(),
        scale: rules.amounts.scale(organ_code, on).cloned(),
    })
}

/// What finance entered, which is what it vouches for.
pub(super) fn wage(row: Model) -> Wage {
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
