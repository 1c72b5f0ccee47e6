//! Erasing what is due, and telling what was erased.

use std::time::Duration;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use hechang_entity::erasure;
use sea_orm::EntityTrait;
use serde::Serialize;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    app::App,
    applications, appointments,
    catalog::retention::{RecordKind, Rule},
    error::Internal,
    identity::aging,
    platform::{
        aging::Due,
        change::{Author, Change, Event},
        ids, jobs, once, outbox,
    },
    privacy, referrals,
    retention::{list, queries},
};

const EVERY: Duration = Duration::from_hours(1);
/// So old may the list outside the database be.
const LISTED: Duration = Duration::from_mins(1);
/// Records a change; matters go one by one because of their files.
const AT_ONCE: u64 = 500;

/// What a rule has done and has yet to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The rule's key in `retention.yaml`.
    pub rule: String,
    /// Whether its source was read.
    pub confirmed: bool,
    /// Records that are past their time and still there.
    pub still_due: u64,
    /// Records that it has erased.
    pub erased: i64,
    /// In how many runs.
    pub runs: i64,
    /// When it last erased something.
    pub last: Option<DateTime<Utc>>,
}

/// One run over one rule.
struct Sweep<'a> {
    app: &'a App,
    run: Uuid,
    rule: &'a Rule,
    cutoff: DateTime<Utc>,
}

/// Erases what is due by every rule; answers how many records went.
pub async fn run(app: &App) -> Result<u64, Internal> {
    let run = ids::new_id();
    let mut erased = 0;
    for rule in &app.catalog.retention().records {
        let Some(cutoff) = rule.keep.cutoff(app.clock.now()) else { continue };
        erased += Sweep { app, run, rule, cutoff }.go().await?;
    }
    if erased > 0 {
        list::keep_up(app).await?;
        app.db.fold_log().await?;
    }
    Ok(erased)
}

impl Sweep<'_> {
    async fn go(&self) -> Result<u64, Internal> {
        match self.rule.of {
            RecordKind::Draft => self.drafts().await,
            RecordKind::Matter => self.matters().await,
            RecordKind::Visit => self.rows(&appointments::service::due(self.cutoff)).await,
            RecordKind::OneTimeCode => self.rows(&aging::codes(self.cutoff)).await,
            RecordKind::KeptAnswer => self.rows(&once::due(self.cutoff)).await,
            RecordKind::Message => self.rows(&outbox::due(self.cutoff)).await,
            RecordKind::SignIn => self.rows(&aging::sign_ins(self.cutoff)).await,
            RecordKind::SpentToken => self.rows(&aging::spent_tokens(self.cutoff)).await,
            RecordKind::DataRequest => self.rows(&privacy::service::due_requests(self.cutoff)).await,
            RecordKind::DepartedPhone => self.rows(&aging::departed_phones(self.cutoff)).await,
            RecordKind::Clue => self.rows(&referrals::service::due_clues(self.cutoff)).await,
            RecordKind::RightsNotice => self.rows(&referrals::rights::due(self.cutoff)).await,
        }
    }

    /// A table's rows, a batch a change, until none is due.
    async fn rows<E: EntityTrait>(&self, due: &Due<E>) -> Result<u64, Internal>
    where
        E::Model: Sync,
    {
        let mut erased = 0;
        loop {
            let change = self.app.change(Author::System).await?;
            let batch = due.erase(change.db(), AT_ONCE).await?;
            if batch == 0 {
                return Ok(erased);
            }
            self.prove(change, batch).await?;
            erased += batch;
        }
    }

    /// Drafts tell of themselves on the audit record; here they are counted.
    async fn drafts(&self) -> Result<u64, Internal> {
        let erased = applications::service::purge_expired(self.app).await?;
        if erased > 0 {
            self.prove(self.app.change(Author::System).await?, erased).await?;
        }
        Ok(erased)
    }

    /// Matters one by one, each with its papers.
    async fn matters(&self) -> Result<u64, Internal> {
        let mut erased = 0;
        for ended in self.endings() {
            loop {
                let due = applications::service::ended_before(self.app, &ended, self.cutoff, AT_ONCE).await?;
                if due.is_empty() {
                    break;
                }
                for id in due {
                    erased += self.matter(id).await?;
                }
            }
        }
        Ok(erased)
    }

    async fn matter(&self, id: Uuid) -> Result<u64, Internal> {
        let change = self.app.change(Author::System).await?;
        let Some(organ) = applications::service::erase(&change, id, self.cutoff).await? else { return Ok(0) };
        let facts = json!({ "rule": self.rule.key });
        change.record(Event::new("matter.erased", id).at(organ).in_case(id).with(facts));
        self.prove(change, 1).await?;
        Ok(1)
    }

    /// The services and final states that this rule is the first to fit.
    fn endings(&self) -> Vec<applications::model::Ending> {
        let mut found = Vec::new();
        for service in self.app.catalog.services() {
            let ours = |state| {
                let rule = self.app.catalog.retention().of_matter(&service.key, state);
                rule.is_some_and(|rule| rule.key == self.rule.key)
            };
            let states: Vec<_> =
                applications::service::final_states(service).filter(|state| ours(*state)).collect();
            if !states.is_empty() {
                found.push(applications::model::Ending { service_key: service.key.clone(), states });
            }
        }
        found
    }

    /// Keeps the count with the erasure itself.
    async fn prove(&self, change: Change, erased: u64) -> Result<(), Internal> {
        let row = erasure::Model {
            id: ids::new_id(),
            run_id: self.run,
            rule: self.rule.key.clone(),
            at: change.now(),
            cutoff: self.cutoff,
            erased: i64::try_from(erased).map_err(Internal::from_error)?,
        };
        queries::add(change.db(), row).await?;
        let detail = json!({ "rule": self.rule.key, "erased": erased });
        change.commit(Event::new("records.erased", self.run).with(detail), ()).await
    }

    /// How many records are past their time and still there.
    async fn still_due(&self) -> Result<u64, Internal> {
        let db = self.app.db.read();
        match self.rule.of {
            RecordKind::Draft => applications::service::count_expired(self.app).await,
            RecordKind::Matter => {
                let mut due = 0;
                for ended in self.endings() {
                    due += applications::service::count_ended_before(self.app, &ended, self.cutoff).await?;
                }
                Ok(due)
            }
            RecordKind::Visit => appointments::service::due(self.cutoff).count(db).await,
            RecordKind::OneTimeCode => aging::codes(self.cutoff).count(db).await,
            RecordKind::KeptAnswer => once::due(self.cutoff).count(db).await,
            RecordKind::Message => outbox::due(self.cutoff).count(db).await,
            RecordKind::SignIn => aging::sign_ins(self.cutoff).count(db).await,
            RecordKind::SpentToken => aging::spent_tokens(self.cutoff).count(db).await,
            RecordKind::DataRequest => privacy::service::due_requests(self.cutoff).count(db).await,
            RecordKind::DepartedPhone => aging::departed_phones(self.cutoff).count(db).await,
            RecordKind::Clue => referrals::service::due_clues(self.cutoff).count(db).await,
            RecordKind::RightsNotice => referrals::rights::due(self.cutoff).count(db).await,
        }
    }
}

/// What every rule has erased, and what is still due: nothing, right after a run.
pub async fn report(app: &App) -> Result<Vec<Proof>, Internal> {
    let totals = queries::totals(app.db.read()).await?;
    let mut proofs = Vec::new();
    for rule in &app.catalog.retention().records {
        let sweep =
            rule.keep.cutoff(app.clock.now()).map(|cutoff| Sweep { app, run: Uuid::nil(), rule, cutoff });
        let total = totals.iter().find(|total| total.rule == rule.key);
        proofs.push(Proof {
            rule: rule.key.clone(),
            confirmed: rule.confirmed,
            still_due: match sweep {
                Some(sweep) => sweep.still_due().await?,
                None => 0,
            },
            erased: total.map_or(0, |total| total.erased),
            runs: total.map_or(0, |total| total.runs),
            last: total.and_then(|total| total.last),
        });
    }
    Ok(proofs)
}

/// Erases what is due every hour and lists it outside the database, until the program ends.
pub fn keep_house(background: &mut JoinSet<()>, app: Data<App>) {
    let listed = app.clone();
    jobs::start(background, "retention", EVERY, move || {
        let app = app.clone();
        async move { run(&app).await.map(drop) }
    });
    jobs::start(background, "erasures", LISTED, move || {
        let app = listed.clone();
        async move { list::keep_up(&app).await.map(drop) }
    });
}
