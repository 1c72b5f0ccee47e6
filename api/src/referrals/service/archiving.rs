//! What was handed to partners with the applications of a case, for its archive bundle.

use std::collections::{BTreeMap, HashMap};

use hechang_entity::referral_paper;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{reading::paper, sealing};
use crate::{
    error::Internal,
    identity,
    materials::{self, model::Material},
    organs,
    platform::vault::Vault,
    referrals::{
        model::{Archived, ArchivedReferral, HandedPaper, Step},
        queries,
    },
    web::language::Language::Chinese,
};

/// The matters of these applications that were handed to partners, with what came of each. Who may see it is the caller's matter.
pub async fn archived(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: &[Uuid],
) -> Result<Archived, Internal> {
    let rows = queries::helped(db, applications).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut steps: HashMap<Uuid, Vec<Step>> = HashMap::new();
    for row in queries::events(db, &ids).await? {
        steps.entry(row.referral_id).or_default().push(sealing::step(vault, row)?);
    }
    let mut papers = papers(db, vault, applications, queries::all_papers(db, &ids).await?).await?;
    let whole = |row: hechang_entity::referral::Model| {
        let (steps, papers) = (steps.remove(&row.id), papers.remove(&row.id));
        let (steps, papers) = (steps.unwrap_or_default(), papers.unwrap_or_default());
        Ok(ArchivedReferral { handoff: sealing::opened(vault, row)?, steps, papers })
    };
    let referrals = rows.into_iter().map(whole).collect::<Result<Vec<_>, Internal>>()?;
    Ok(Archived { organs: organs(db, &referrals).await?, staff: senders(db, &referrals).await?, referrals })
}

/// The matters of these applications that partners still work on, or that the procuratorate hasn't closed yet.
pub async fn still_open(db: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    queries::helping(db, applications).await
}

/// The papers by hand-off, in the order of upload.
async fn papers(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: &[Uuid],
    handed: Vec<referral_paper::Model>,
) -> Result<HashMap<Uuid, Vec<HandedPaper>>, Internal> {
    let files = materials::service::of_applications(db, vault, applications).await?;
    let files: BTreeMap<Uuid, Material> = files.into_values().flatten().map(|file| (file.id, file)).collect();
    let mut papers: HashMap<Uuid, Vec<HandedPaper>> = HashMap::new();
    for one in handed {
        let file = files.get(&one.material_id).cloned();
        papers.entry(one.referral_id).or_default().extend(file.map(paper));
    }
    for papers in papers.values_mut() {
        papers.sort_by_key(|paper| paper.id);
    }
    Ok(papers)
}

async fn organs(
    db: &impl ConnectionTrait,
    referrals: &[ArchivedReferral],
) -> Result<BTreeMap<Uuid, String>, Internal> {
    let ids = referrals.iter().flat_map(|one| [one.handoff.from, one.handoff.to]);
    let organs = organs::service::organs_of(db, &ids.collect::<Vec<_>>()).await?;
    Ok(organs.into_iter().map(|organ| (organ.id, organ.name.get(Chinese).to_owned())).collect())
}

async fn senders(
    db: &impl ConnectionTrait,
    referrals: &[ArchivedReferral],
) -> Result<BTreeMap<Uuid, String>, Internal> {
    let who = referrals.iter().map(|one| one.handoff.sent_by).collect();
    Ok(identity::staff::usernames(db, &who).await?.into_iter().collect())
}
