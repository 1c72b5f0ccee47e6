//! What goes into a bundle, as it is at one moment.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    applications::{self, model::Sent},
    assistance::{
        custody::{self, model::MandateFile},
        followup, investigation,
        model::CaseFile,
        payments,
        recovery::{self, model::RecoveryFile},
    },
    documents::{self, model::Document},
    error::Internal,
    ledger::{self, model::CaseEntry},
    materials::{self, service::Original},
    platform::vault::Vault,
    referrals,
};

/// Everything about a case.
#[derive(Serialize)]
pub struct Contents {
    pub file: CaseFile,
    /// The receipt numbers of its applications.
    pub receipts: HashMap<Uuid, String>,
    /// What was sent of them, each time it was sent.
    pub forms: Vec<Sent>,
    /// Official documents, the first first; void ones too, for their numbers.
    pub documents: Vec<Document>,
    /// Papers as they were sent.
    pub papers: Vec<Original>,
    /// What was handed to partners, with what came of it.
    pub referrals: referrals::model::Archived,
    /// Tasks with notes, files and requests to others.
    pub investigation: investigation::model::Archived,
    /// Visits with what was found, and their files; none where nothing was planned.
    pub follow_up: Option<followup::model::Archived>,
    /// By what its money went, with receipts of what was handed over.
    pub payments: payments::model::Archived,
    pub custody: Vec<MandateFile>,
    pub recoveries: Vec<RecoveryFile>,
    /// What the ledger has of the case.
    pub entries: Vec<CaseEntry>,
}

impl Contents {
    /// Gathers it. Who may is the caller's matter.
    pub async fn gather(db: &impl ConnectionTrait, vault: &Vault, file: &CaseFile) -> Result<Self, Internal> {
        // What is told of other cases isn't this one's.
        let file = CaseFile { warnings: Vec::new(), ..file.clone() };
        let (case, applications) = (file.case.id, file.applications.as_slice());
        Ok(Self {
            receipts: applications::service::receipts(
                db,
                &applications.iter().copied().collect::<BTreeSet<_>>(),
            )
            .await?,
            forms: applications::service::sent(db, vault, applications).await?,
            documents: documents::service::of_whole_case(db, vault, case, applications).await?,
            papers: materials::service::originals(db, vault, applications).await?,
            referrals: referrals::service::archived(db, vault, applications).await?,
            investigation: investigation::service::archived(db, vault, case).await?,
            follow_up: followup::service::archived(db, vault, file.clone()).await?,
            payments: payments::service::archived(db, vault, case).await?,
            custody: custody::service::files_of_case(db, vault, applications).await?,
            recoveries: recovery::service::files_of_case(db, vault, case).await?,
            entries: ledger::service::entries_of_case(db, case).await?,
            file,
        })
    }

    /// A digest by which two moments are compared.
    pub fn digest(&self) -> Result<Vec<u8>, Internal> {
        // By way of a value, whose members are sorted: a map's order is another each time.
        let value = serde_json::to_value(self)?;
        Ok(Sha256::digest(serde_json::to_vec(&value)?).to_vec())
    }
}
