//! What is asked for: drawn by chance, and at first in an order that is certain.

use proptest::prelude::*;

use crate::plays::{Pick, picks};

/// One thing that somebody asks for; numbers choose among what there is.
#[derive(Clone, Debug)]
pub enum Step {
    Propose { which: Pick, yuan: i64 },
    Decide { which: Pick, verdict: usize, yuan: i64 },
    Pay { paid: bool },
    Return { which: Pick },
    Open { which: Pick, yuan: i64, revokes: bool },
    Recover { which: Pick, recover: bool },
    Receive { which: Pick, yuan: Option<i64> },
    WriteOff { which: Pick },
    GiveUpVisits { which: Pick },
    Close { which: Pick },
    Confirm { which: Pick },
    HandBack { which: Pick },
}

pub const VERDICTS: [&str; 4] = ["approve", "change", "return", "refuse"];

pub fn steps() -> impl Strategy<Value = Step> {
    // In each level of the chains; nothing is a refusal.
    let yuan = || prop_oneof![8 => 1_000_i64..4_000, 1 => Just(60_000), 1 => Just(120_000), 1 => Just(0)];
    let verdict = prop_oneof![9 => Just(0_usize), 3 => Just(1), 5 => Just(2), 1 => Just(3)];
    let claim = prop_oneof![8 => (1_i64..300, Just(false)), 1 => (0_i64..300, Just(true))];
    let some = prop_oneof![1 => (1_i64..200).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        3 => (picks(), yuan()).prop_map(|(which, yuan)| Step::Propose { which, yuan }),
        6 => (picks(), verdict, yuan()).prop_map(|(which, verdict, yuan)| Step::Decide { which, verdict, yuan }),
        2 => prop::bool::weighted(0.8).prop_map(|paid| Step::Pay { paid }),
        1 => picks().prop_map(|which| Step::Return { which }),
        5 => (picks(), claim).prop_map(|(which, (yuan, revokes))| Step::Open { which, yuan, revokes }),
        4 => (picks(), prop::bool::weighted(0.8)).prop_map(|(which, recover)| Step::Recover { which, recover }),
        6 => (picks(), some).prop_map(|(which, yuan)| Step::Receive { which, yuan }),
        1 => picks().prop_map(|which| Step::WriteOff { which }),
        2 => picks().prop_map(|which| Step::GiveUpVisits { which }),
        3 => picks().prop_map(|which| Step::Close { which }),
        3 => picks().prop_map(|which| Step::Confirm { which }),
        1 => picks().prop_map(|which| Step::HandBack { which }),
    ]
}

/// Cases in decision, granted and unpaid, paid; a recovery that was asked for, one that was decided and one of which a part came back; a closing
/// that was asked for and one that was confirmed.
pub fn beginning() -> Vec<(Step, &'static str)> {
    let nth = Pick::nth;
    let approves = |case| Step::Decide { which: nth(case), verdict: 0, yuan: 0 };
    let mut steps = Vec::new();
    for case in 0..8 {
        steps.push((Step::Propose { which: nth(case), yuan: 3_000 }, "reviewer"));
    }
    steps.extend((0..7).map(|case| (approves(case), "approver")));
    steps.extend((0..5).map(|case| (approves(case), "deputy-chief")));
    steps.push((Step::Pay { paid: true }, "finance"));
    steps.push((approves(5), "chief"));
    for case in 0..3 {
        steps.push((Step::Open { which: nth(case), yuan: 200, revokes: false }, "reviewer"));
    }
    steps.extend((0..2).map(|one| (Step::Recover { which: nth(one), recover: true }, "chief")));
    steps.push((Step::Receive { which: nth(0), yuan: Some(50) }, "cashier"));
    for case in 3..5 {
        steps.push((Step::GiveUpVisits { which: nth(case) }, "reviewer"));
        steps.push((Step::Close { which: nth(case) }, "reviewer"));
    }
    steps.push((Step::Confirm { which: nth(3) }, "approver"));
    steps
}
