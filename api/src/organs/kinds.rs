//! Closed lists: the lines of work of a procuratorate, and the kinds of partners it works with.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Internal;

/// A line of work of a procuratorate (条线); several departments may work on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Receives petitions, runs assistance (控告申诉).
    ControlAndAppeals,
    /// Criminal cases (刑事检察).
    Criminal,
    /// Supervision of civil cases (民事检察).
    Civil,
    /// Supervision of administrative cases (行政检察).
    Administrative,
    /// Suits in the public interest (公益诉讼).
    PublicInterest,
    /// Cases of children (未成年人检察).
    Juvenile,
    /// Statistics, lawyers' bookings, hearing officers (案件管理).
    CaseManagement,
    /// Budget and payment (计划财务装备).
    Finance,
    /// Everything else: office, personnel (综合).
    General,
}

impl Line {
    /// All of them, as lists show them.
    pub const ALL: [Self; 9] = [
        Self::ControlAndAppeals,
        Self::Criminal,
        Self::Civil,
        Self::Administrative,
        Self::PublicInterest,
        Self::Juvenile,
        Self::CaseManagement,
        Self::Finance,
        Self::General,
    ];

    /// The word in JSON, in files and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ControlAndAppeals => "control_and_appeals",
            Self::Criminal => "criminal",
            Self::Civil => "civil",
            Self::Administrative => "administrative",
            Self::PublicInterest => "public_interest",
            Self::Juvenile => "juvenile",
            Self::CaseManagement => "case_management",
            Self::Finance => "finance",
            Self::General => "general",
        }
    }
}

/// Reads the word.
impl FromStr for Line {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let line = Self::ALL.into_iter().find(|line| line.word() == word);
        line.ok_or_else(|| Internal::msg(format!("{word} is no line of work")))
    }
}

/// A kind of partner (协作单位) of the 1+N, and who keeps money in custody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerKind {
    /// 教育部门.
    Education,
    /// 民政部门.
    CivilAffairs,
    /// 人力资源和社会保障部门.
    HumanResources,
    /// 退役军人事务部门.
    Veterans,
    /// 医疗保障部门.
    MedicalInsurance,
    /// 共青团.
    YouthLeague,
    /// 妇联.
    WomensFederation,
    /// 残联.
    DisabledPersonsFederation,
    /// 农业农村部门, with what was the rural revitalization bureau (乡村振兴局).
    Agriculture,
    /// 村(居)民委员会.
    VillageCommittee,
    /// A bank that keeps money in custody (代管银行).
    Bank,
    /// Any other.
    Other,
}

impl PartnerKind {
    /// All of them, as lists show them.
    pub const ALL: [Self; 12] = [
        Self::Education,
        Self::CivilAffairs,
        Self::HumanResources,
        Self::Veterans,
        Self::MedicalInsurance,
        Self::YouthLeague,
        Self::WomensFederation,
        Self::DisabledPersonsFederation,
        Self::Agriculture,
        Self::VillageCommittee,
        Self::Bank,
        Self::Other,
    ];

    /// The word in JSON, in files and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::CivilAffairs => "civil_affairs",
            Self::HumanResources => "human_resources",
            Self::Veterans => "veterans",
            Self::MedicalInsurance => "medical_insurance",
            Self::YouthLeague => "youth_league",
            Self::WomensFederation => "womens_federation",
            Self::DisabledPersonsFederation => "disabled_persons_federation",
            Self::Agriculture => "agriculture",
            Self::VillageCommittee => "village_committee",
            Self::Bank => "bank",
            Self::Other => "other",
        }
    }
}

/// Reads the word.
impl FromStr for PartnerKind {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word);
        kind.ok_or_else(|| Internal::msg(format!("{word} is no kind of partner")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_written_as_it_is_read() {
        for line in Line::ALL {
            assert_eq!(serde_json::to_value(line).unwrap(), line.word());
            assert_eq!(line.word().parse::<Line>().unwrap(), line);
        }
        for kind in PartnerKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
            assert_eq!(kind.word().parse::<PartnerKind>().unwrap(), kind);
        }
        assert!("police".parse::<Line>().is_err() && "police".parse::<PartnerKind>().is_err());
    }
}
