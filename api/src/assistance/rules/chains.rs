//! Who decides, by organ and amount: the steps that a proposal goes through, each by somebody in a post.

use anyhow::ensure;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::money::Fen;

/// A post in a procuratorate (职务), which an administrator gives to somebody who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 部门负责人.
    DepartmentHead,
    /// 分管副检察长.
    DeputyChief,
    /// 检察长.
    Chief,
}

impl Post {
    /// All of them, from the lowest.
    pub const ALL: [Self; 3] = [Self::DepartmentHead, Self::DeputyChief, Self::Chief];

    /// The word in JSON, in files and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DepartmentHead => "department_head",
            Self::DeputyChief => "deputy_chief",
            Self::Chief => "chief",
        }
    }
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainStep {
    /// Its words are `assistance-step-{key}` in the locales.
    pub key: String,
    /// Any of these posts takes it.
    pub by: Vec<Post>,
    /// Whether somebody outside decides, so that the number of their paper is entered.
    #[serde(default)]
    pub paper: bool,
}

impl ChainStep {
    /// Whether somebody who took this step has as much to say as the other one asks for.
    fn suffices_for(&self, other: &Self) -> bool {
        self.paper == other.paper && self.by.iter().all(|post| other.by.contains(post))
    }
}

/// A chain that goes on after the amount was changed: what was taken stays, and of the steps that the new amount asks for those are
/// left which nobody with as much to say has taken. `posts` are those of whoever changed it.
pub fn going_on(taken: &[ChainStep], posts: &[Post], asked: Vec<ChainStep>) -> Vec<ChainStep> {
    let by_posts = |step: &ChainStep| !step.paper && step.by.iter().any(|post| posts.contains(post));
    let done = |step: &ChainStep| by_posts(step) || taken.iter().any(|taken| taken.suffices_for(step));
    taken.iter().cloned().chain(asked.into_iter().filter(|step| !done(step))).collect()
}

/// The chains of all organs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chains {
    emergency: Vec<Emergency>,
    chains: Vec<Chain>,
}

/// The steps where it can't wait (先行救助).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Emergency {
    effective_from: NaiveDate,
    #[expect(dead_code, reason = "read by whoever checks the file")]
    source: String,
    #[expect(dead_code, reason = "read by whoever checks the file")]
    confirmed: bool,
    steps: Vec<ChainStep>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    /// None means every organ that has none of its own.
    #[serde(default)]
    organs: Vec<String>,
    effective_from: NaiveDate,
    #[expect(dead_code, reason = "read by whoever checks the file")]
    source: String,
    #[expect(dead_code, reason = "read by whoever checks the file")]
    confirmed: bool,
    levels: Vec<Level>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    /// The grants that are smaller than this; the last level takes all others.
    below_fen: Option<Fen>,
    steps: Vec<ChainStep>,
}

impl Chains {
    /// The steps for a grant of this amount (all people together); nothing for a refusal of everybody.
    pub fn steps(&self, organ_code: &str, amount: Fen, on: NaiveDate) -> Vec<ChainStep> {
        let named = |chain: &&Chain| chain.organs.iter().any(|organ| organ == organ_code);
        let general = |chain: &&Chain| chain.organs.is_empty();
        let holds = |chain: &&Chain| chain.effective_from <= on;
        let latest = |own: &dyn Fn(&&Chain) -> bool| {
            self.chains.iter().filter(own).filter(holds).max_by_key(|chain| chain.effective_from)
        };
        let chain = latest(&named).or_else(|| latest(&general));
        let level = chain.and_then(|chain| {
            chain.levels.iter().find(|level| level.below_fen.is_none_or(|below| amount < below))
        });
        level.map(|level| level.steps.clone()).unwrap_or_default()
    }

    /// The steps of a grant that can't wait, whatever its amount; nothing before there was a rule.
    pub fn emergency(&self, on: NaiveDate) -> Vec<ChainStep> {
        let holds = self.emergency.iter().filter(|rule| rule.effective_from <= on);
        holds.max_by_key(|rule| rule.effective_from).map(|rule| rule.steps.clone()).unwrap_or_default()
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.emergency.iter().all(|rule| !rule.steps.is_empty()),
            "emergency: no steps, expected one at least"
        );
        ensure!(
            self.chains.iter().any(|chain| chain.organs.is_empty()),
            "expected one chain without `organs`, for all others"
        );
        for level in self.chains.iter().flat_map(|chain| &chain.levels) {
            ensure!(!level.steps.is_empty(), "a level has no steps, expected one at least");
            let posts = level.steps.iter().all(|step| !step.by.is_empty());
            ensure!(posts, "a step is nobody's, expected a post in `by`");
        }
        let open = |chain: &Chain| chain.levels.last().is_some_and(|last| last.below_fen.is_none());
        ensure!(
            self.chains.iter().all(open),
            "a chain ends with `below_fen`, expected a last level for all other amounts"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
emergency: [{ effective_from: '2022-01-01', source: s, confirmed: false, steps: [{ key: leader, by: [deputy_chief] }] }]
chains:
  - effective_from: '2021-12-31'
    source: s
    confirmed: false
    levels:
      - below_fen: 1000000
        steps: [{ key: department, by: [department_head] }, { key: leader, by: [deputy_chief, chief] }]
      - steps: [{ key: department, by: [department_head] }, { key: chief, by: [chief] }]
  - organs: ['540500']
    effective_from: '2026-01-01'
    source: s
    confirmed: false
    levels:
      - steps: [{ key: chief, by: [chief] }, { key: committee, by: [department_head], paper: true }]
";

    fn keys(organ: &str, yuan: i64, on: &str) -> Vec<String> {
        let chains: Chains = serde_saphyr::from_str(FILE).unwrap();
        chains.check().unwrap();
        let steps = chains.steps(organ, Fen::of(yuan * 100), on.parse().unwrap());
        steps.into_iter().map(|step| step.key).collect()
    }

    #[test]
    fn the_amount_decides_how_high_it_goes() {
        assert_eq!(keys("540527", 9_999, "2026-03-02"), ["department", "leader"]);
        assert_eq!(keys("540527", 10_000, "2026-03-02"), ["department", "chief"]);
    }

    #[test]
    fn what_can_not_wait_has_its_own_steps_from_their_day_on() {
        let chains: Chains = serde_saphyr::from_str(FILE).unwrap();
        let keys =
            |on: &str| chains.emergency(on.parse().unwrap()).into_iter().map(|step| step.key).collect();
        let (now, before): (Vec<_>, Vec<String>) = (keys("2026-03-02"), keys("2021-12-31"));
        assert_eq!((now, before), (vec!["leader".to_owned()], Vec::new()));
    }

    #[test]
    fn an_organs_own_chain_comes_first_from_its_day_on() {
        assert_eq!(keys("540500", 1, "2026-03-02"), ["chief", "committee"]);
        assert_eq!(keys("540500", 1, "2025-12-31"), ["department", "leader"]);
    }

    #[test]
    fn whoever_raises_an_amount_does_not_decide_what_is_above_them() {
        use Post::{Chief, DepartmentHead, DeputyChief};
        let step = |key: &str, by: &[Post]| ChainStep {
            key: key.into(),
            by: by.to_vec(),
            paper: key == "committee",
        };
        let department = step("department", &[DepartmentHead]);
        let (leader, chief) = (step("leader", &[DeputyChief, Chief]), step("chief", &[Chief]));
        let committee = step("committee", &[DeputyChief]);
        let keys = |taken: &[&ChainStep], posts: &[Post], asked: &[&ChainStep]| -> Vec<String> {
            let owned = |steps: &[&ChainStep]| steps.iter().map(|step| (*step).clone()).collect::<Vec<_>>();
            going_on(&owned(taken), posts, owned(asked)).into_iter().map(|step| step.key).collect()
        };
        let small = [&department, &leader];
        let large = [&department, &chief, &committee];
        // The deputy raises it: the chief and the committee are still asked.
        assert_eq!(keys(&small, &[DeputyChief], &large), ["department", "leader", "chief", "committee"]);
        // The chief did, in the same step: nobody above is left but the committee.
        assert_eq!(keys(&small, &[Chief], &large), ["department", "leader", "committee"]);
        // The chief lowers it: the leader's step is taken already.
        assert_eq!(keys(&[&department, &chief], &[Chief], &small), ["department", "chief"]);
        // The head of the department lowers it.
        assert_eq!(keys(&[&department], &[DepartmentHead], &small), ["department", "leader"]);
    }

    #[test]
    fn a_chain_must_lead_somewhere() {
        for (from, to) in [
            ("      - steps: [{ key: department", "      - below_fen: 9\n        steps: [{ key: department"),
            ("by: [chief] }]", "by: [] }]"),
            ("  - effective_from: '2021", "  - organs: ['1']\n    effective_from: '2021"),
        ] {
            let chains: Chains = serde_saphyr::from_str(&FILE.replacen(from, to, 1)).unwrap();
            assert!(chains.check().is_err(), "{to}");
        }
    }
}
