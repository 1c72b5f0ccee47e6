//! The rules of assistance as data: wages, the cap and its exceptions, chains of approval, instalments, the bank's files, custody,
//! investigation, visits. Checked when the program starts.

mod amounts;
mod bank_files;
mod chains;
mod closing;
mod custody;
mod instalments;
mod investigation;
mod recovery;
mod social_assistance;
mod visits;
mod wages;

use std::sync::OnceLock;

use anyhow::Context;
use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

pub use amounts::{Amounts, Cap, Exception, Grade, Scale};
pub use bank_files::{BankFiles, Column};
pub use chains::{ChainStep, Chains, Post, going_on};
pub use closing::Closing;
pub use custody::{Custody, OfAge, Party, Purpose, Row, Table};
pub use instalments::Instalments;
pub use investigation::{Investigation, KindRule, Limits, Maker, allowed, row};
pub use recovery::Recovery;
pub use social_assistance::SocialAssistance;
pub use visits::{Grades, Hardship, Help, HelpKind, Visits, Way, Word, title};
pub use wages::{Wage, Wages, region_of};

#[derive(RustEmbed)]
#[folder = "catalog/assistance"]
struct Files;

/// All rules.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Average wages by region and year.
    pub wages: Wages,
    /// The cap, what may go beyond it, and local scales.
    pub amounts: Amounts,
    /// Who decides.
    pub chains: Chains,
    /// How files to and from the bank are written.
    pub bank_files: BankFiles,
    /// When a grant may be paid in parts.
    pub instalments: Instalments,
    /// How money in custody is kept and released.
    pub custody: Custody,
    /// Visits after payment, and help besides money.
    pub visits: Visits,
    /// What is found out in a case, and by when.
    pub investigation: Investigation,
    /// Who confirms that a case is closed.
    pub closing: Closing,
    /// Why and how assistance is recovered.
    pub recovery: Recovery,
    /// Which refusals go to social assistance.
    pub social_assistance: SocialAssistance,
}

impl Rules {
    /// The files compiled into the program, read and checked once: they don't change while it runs.
    ///
    /// # Errors
    /// Naming the file and the line of the first mistake.
    pub fn compiled_in() -> anyhow::Result<&'static Self> {
        static READ: OnceLock<Rules> = OnceLock::new();
        if let Some(rules) = READ.get() {
            return Ok(rules);
        }
        let rules = Self {
            wages: file("wages.yaml")?,
            amounts: file("amounts.yaml")?,
            chains: file("chains.yaml")?,
            bank_files: file("bank_files.yaml")?,
            instalments: file("instalments.yaml")?,
            custody: file("custody.yaml")?,
            investigation: file("investigation.yaml")?,
            visits: file("visits.yaml")?,
            closing: file("closing.yaml")?,
            recovery: file("recovery.yaml")?,
            social_assistance: file("social_assistance.yaml")?,
        };
        rules.chains.check().context("api/catalog/assistance/chains.yaml")?;
        rules.instalments.check().context("api/catalog/assistance/instalments.yaml")?;
        rules.custody.check().context("api/catalog/assistance/custody.yaml")?;
        rules.investigation.check().context("api/catalog/assistance/investigation.yaml")?;
        rules.visits.check().context("api/catalog/assistance/visits.yaml")?;
        rules.closing.check().context("api/catalog/assistance/closing.yaml")?;
        rules.recovery.check().context("api/catalog/assistance/recovery.yaml")?;
        rules.social_assistance.check().context("api/catalog/assistance/social_assistance.yaml")?;
        Ok(READ.get_or_init(|| rules))
    }
}

fn file<T: DeserializeOwned>(name: &str) -> anyhow::Result<T> {
    let place = || format!("api/catalog/assistance/{name}");
    let file = Files::get(name).with_context(|| format!("{} is missing", place()))?;
    let text = String::from_utf8(file.data.into_owned()).with_context(place)?;
    serde_saphyr::from_str(&text).with_context(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_compiled_in_can_be_read() {
        let rules = Rules::compiled_in().unwrap();
        assert_eq!(rules.amounts.cap.months, 36);
    }
}
