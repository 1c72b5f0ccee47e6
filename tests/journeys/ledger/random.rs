//! Whatever happens in whatever order, with changes given up and programs started anew: no fen is lost and none appears.

use std::sync::Arc;

use hechang::{
    app::App,
    ledger::{
        error::{LedgerError, Refusal},
        model::{CustodyRelease, Decision, Earmark, GiveUp, GivenBack, HandOver, Posted, Recovery, Source},
        service,
    },
    platform::{
        change::{Author, Change, Event},
        ids,
        money::Fen,
    },
};
use hechang_entity::ledger_entry;
use hechang_tests::database::Db::{self, Postgres, Sqlite};
use proptest::prelude::*;
use rstest::rstest;
use sea_orm::{EntityTrait, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    ground::{House, YEAR, decision, finance, funding, instalment, share, today},
    paper::{Paper, State, pick, plus},
};
use crate::plays::Draw;

const STEPS: usize = 3_000;
/// What the city sets budget aside for.
const PURPOSE: Uuid = Uuid::from_u128(7);

/// One thing that happens; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Fund { county: bool, arrives: bool, fen: i64 },
    SetAside { fen: i64 },
    Grant { together: bool, set_aside: bool, people: Vec<Vec<i64>> },
    Pay { which: usize, custody: bool, again: bool },
    GiveBack { which: usize },
    GiveUp { which: usize },
    Release { which: usize, fen: i64 },
    Recover { which: usize, custody: bool, fen: i64 },
    HandOver { which: usize, beyond: bool },
    StartAnew,
}

fn steps() -> impl Strategy<Value = (Step, bool)> {
    let amount = prop_oneof![1_i64..100, 1_i64..500_000];
    let plan = prop::collection::vec(prop::collection::vec(1_i64..200_000, 1..3), 1..4);
    let step = prop_oneof![
        2 => (any::<bool>(), any::<bool>(), 1_i64..1_000_000)
            .prop_map(|(county, arrives, fen)| Step::Fund { county, arrives, fen }),
        1 => (1_i64..800_000).prop_map(|fen| Step::SetAside { fen }),
        4 => (any::<bool>(), any::<bool>(), plan)
            .prop_map(|(together, set_aside, people)| Step::Grant { together, set_aside, people }),
        8 => (any::<usize>(), any::<bool>(), any::<bool>())
            .prop_map(|(which, custody, again)| Step::Pay { which, custody, again }),
        3 => any::<usize>().prop_map(|which| Step::GiveBack { which }),
        1 => any::<usize>().prop_map(|which| Step::GiveUp { which }),
        4 => (any::<usize>(), amount.clone()).prop_map(|(which, fen)| Step::Release { which, fen }),
        3 => (any::<usize>(), any::<bool>(), amount)
            .prop_map(|(which, custody, fen)| Step::Recover { which, custody, fen }),
        2 => (any::<usize>(), prop::bool::weighted(0.2))
            .prop_map(|(which, beyond)| Step::HandOver { which, beyond }),
        1 => Just(Step::StartAnew),
    ];
    // One in five is given up after it was done.
    (step, prop::bool::weighted(0.2))
}

struct Play {
    house: House,
    node: Arc<App>,
    paper: Paper,
}

impl Play {
    async fn step(&mut self, step: &Step, undone: bool) {
        let mut paper = self.paper.clone();
        let change = self.node.change(Author::System).await.unwrap();
        let expected = match step {
            Step::Fund { county, arrives, fen } => {
                drop(change);
                let organ = if *county { self.house.county } else { self.house.city };
                return self.fund(organ, *arrives, *fen).await;
            }
            Step::StartAnew => {
                drop(change);
                self.node = self.house.town.another_node().await;
                return;
            }
            other => self.plays(&change, &mut paper, other).await,
        };
        let Some((answer, allowed)) = expected else { return };
        match (answer, allowed) {
            (Ok(posted), true) => {
                if !undone {
                    change.commit(Event::new("test.done", posted.id), ()).await.unwrap();
                    self.paper = paper;
                }
            }
            (Err(LedgerError::Refused(_)), false) => {}
            (answer, allowed) => panic!("{step:?}: {answer:?}, but allowed is {allowed}"),
        }
    }

    async fn fund(&mut self, organ: Uuid, arrives: bool, fen: i64) {
        let (staff, new) = (finance(organ), funding(Fen::of(fen), &ids::new_id().to_string()));
        let change = self.node.change(Author::from(&staff)).await.unwrap();
        let year = self.paper.years.entry(organ).or_default();
        if arrives {
            service::enter_arrival(change, &staff, new).await.unwrap();
            plus(&mut year.arrived, fen);
            plus(&mut year.in_bank, fen);
        } else {
            service::enter_budget(change, &staff, new).await.unwrap();
            plus(&mut year.budget, fen);
            plus(&mut year.left, fen);
        }
    }

    /// The ledger's answer, and whether the paper allows it; the paper is brought up to date as if it did.
    async fn plays(
        &self,
        change: &Change,
        paper: &mut Paper,
        step: &Step,
    ) -> Option<(Result<Posted, LedgerError>, bool)> {
        match step {
            Step::SetAside { fen } => {
                let answer = service::earmark(change, &self.earmark(*fen)).await;
                Some((answer, paper.sets_aside(self.house.city, *fen)))
            }
            Step::Grant { together, set_aside, people } => {
                let grant = self.invent(*together, *set_aside, people);
                let answer = service::commit(change, &grant).await;
                Some((answer, paper.grants(grant)))
            }
            Step::Pay { which, custody, again } => {
                let (payment, place) = paper.picks(*which, *custody, *again)?;
                let answer = service::pay(change, &payment).await;
                if let Ok(Posted { now: false, .. }) = answer {
                    assert!(again, "a new payment counted as an old one");
                    return None;
                }
                Some((answer, paper.pays(payment, place)))
            }
            Step::GiveBack { which } => {
                let place = pick(*which, paper.payments.len())?;
                let payment_id = paper.payments[place].0.id;
                let answer = service::give_back(change, &GivenBack { payment_id, on: today() }).await;
                if let Ok(Posted { now: false, .. }) = answer {
                    assert!(paper.payments[place].2, "a payment came back that never had");
                    return None;
                }
                Some((answer, paper.gives_back(place)))
            }
            Step::GiveUp { which } => {
                let place = pick(*which, paper.parts.len())?;
                let part = paper.part(place);
                let answer = service::give_up(change, &GiveUp { instalment_id: part.0, on: today() }).await;
                if let Ok(Posted { now: false, .. }) = answer {
                    assert_eq!(paper.parts[place].2, State::GivenUp);
                    return None;
                }
                Some((answer, paper.gives_up(place)))
            }
            Step::Release { which, fen } => {
                let ((_, person), mandate_id) = paper.mandate(*which)?;
                let (id, voucher_id, amount) = (ids::new_id(), ids::new_id(), Fen::of(*fen));
                let release =
                    CustodyRelease { id, mandate_id, person_id: person, amount, voucher_id, on: today() };
                let answer = service::release_custody(change, &release).await;
                Some((answer, paper.releases(*which, *fen)))
            }
            Step::Recover { which, custody, fen } => recovers(change, paper, *which, (*custody, *fen)).await,
            Step::HandOver { which, beyond } => hands_over(change, paper, *which, *beyond).await,
            Step::Fund { .. } | Step::StartAnew => None,
        }
    }

    fn earmark(&self, fen: i64) -> Earmark {
        let (organ_id, amount) = (self.house.city, Fen::of(fen));
        Earmark { id: ids::new_id(), purpose_id: PURPOSE, organ_id, year: YEAR, amount, on: today() }
    }

    fn invent(&self, together: bool, set_aside: bool, people: &[Vec<i64>]) -> Decision {
        let people: Vec<Vec<Fen>> =
            people.iter().map(|parts| parts.iter().copied().map(Fen::of).collect()).collect();
        let slices: Vec<&[Fen]> = people.iter().map(Vec::as_slice).collect();
        let mut grant = decision(self.house.city, &slices);
        let first = grant.plan[0];
        if together && first.amount > Fen::of(1) {
            let rest = first.amount.minus(Fen::of(1)).unwrap();
            grant.plan[0] = instalment(self.house.county, first.person_id, rest);
            grant.plan.push(instalment(self.house.city, first.person_id, Fen::of(1)));
            let city = grant.amount.minus(rest).unwrap();
            grant.shares = vec![share(self.house.city, city), share(self.house.county, rest)];
        }
        let of_city = grant.shares.iter_mut().filter(|share| share.organ_id == self.house.city);
        of_city.for_each(|share| share.earmark_id = set_aside.then_some(PURPOSE));
        grant
    }

    async fn agrees(&self) {
        let total: Option<i64> = ledger_entry::Entity::find()
            .select_only()
            .expr(sum_of(Expr::col(ledger_entry::Column::Amount)))
            .into_tuple()
            .one(self.node.db.read())
            .await
            .unwrap()
            .flatten();
        assert_eq!(total.unwrap_or(0), 0, "the ledger doesn't sum to zero");
        for organ in [self.house.city, self.house.county] {
            let expected = self.paper.years.get(&organ).copied().unwrap_or_default();
            assert_eq!(self.house.balances(organ).await, expected);
        }
    }
}

async fn recovers(
    change: &Change,
    paper: &mut Paper,
    which: usize,
    (custody, fen): (bool, i64),
) -> Option<(Result<Posted, LedgerError>, bool)> {
    let (organ_id, grant_id, person_id) = paper.hand(which)?;
    let (id, amount) = (ids::new_id(), Fen::of(fen));
    let from = if custody { Source::Custody } else { Source::Person };
    let back = Recovery { id, grant_id, person_id, organ_id, amount, from, on: today() };
    let answer = service::recover(change, &back).await;
    Some((answer, paper.recovers((organ_id, grant_id, person_id), from, fen)))
}

async fn hands_over(
    change: &Change,
    paper: &mut Paper,
    which: usize,
    beyond: bool,
) -> Option<(Result<Posted, LedgerError>, bool)> {
    let ((_, person_id), _) = paper.mandate(which)?;
    let (mandate_id, fen) = (ids::new_id(), paper.holds(which) + i64::from(beyond));
    let over = HandOver { mandate_id, person_id, before: Fen::ZERO, amount: Fen::of(fen), on: today() };
    let answer = service::hand_over(change, &over).await;
    Some((answer, paper.hands_over(which, mandate_id) && !beyond))
}

/// PostgreSQL sums to a decimal.
fn sum_of(column: Expr) -> Expr {
    use sea_orm::ExprTrait as _;
    column.sum().cast_as("bigint")
}

#[rstest]
#[tokio::test]
async fn no_fen_is_lost_and_none_appears(#[values(Sqlite, Postgres)] db: Db) {
    let mut draw = Draw::new();
    let house = House::empty(db).await;
    let node = house.town.another_node().await;
    let mut play = Play { house, node, paper: Paper::default() };
    let strategy = steps();
    for number in 0..STEPS {
        let (step, undone) = draw.of(&strategy);
        play.step(&step, undone).await;
        play.agrees().await;
        if number % 250 == 0 {
            play.house.holds().await;
        }
    }
    play.house.holds().await;
    assert!(play.paper.payments.len() > STEPS / 20, "hardly anything was paid");
}

#[test]
fn refusals_have_codes_of_their_own() {
    let none = Fen::ZERO;
    let all = [
        Refusal::BudgetShort(none),
        Refusal::EarmarkShort(none),
        Refusal::FundsShort(none),
        Refusal::SharesDiffer,
        Refusal::PeopleDiffer,
        Refusal::PlanDiffers,
        Refusal::NotInDecision,
        Refusal::AmountDiffers,
        Refusal::OtherMandate,
        Refusal::AlreadyPaid,
        Refusal::GivenUp,
        Refusal::NotPaid,
        Refusal::PaidLess(none),
        Refusal::CustodyShort(none),
        Refusal::PostedDifferently,
    ];
    let codes: std::collections::HashSet<_> = all.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(codes.len(), all.len());
}
