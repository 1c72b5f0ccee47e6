//! Money's way: allowed, arrived, granted, paid, held, given out, come back and recovered.

use futures_util::future::join_all;
use hechang::{
    ledger::{
        error::{LedgerError, Refusal},
        model::{
            CustodyRelease, Destination, Earmark, GiveUp, GivenBack, Payment, Recovery, Source, Standing,
        },
        service::{self, Balances},
    },
    platform::{change::Author, ids, money::Fen},
};
use hechang_tests::database::Db::{self, Postgres, Sqlite};
use rstest::rstest;

use super::ground::{
    House, YEAR, decision, does, finance, funding, instalment, payment, refused, share, today, yuan,
};

#[rstest]
#[tokio::test]
async fn a_grant_is_paid_in_the_instalments_that_were_fixed(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(5_000), yuan(3_000)]).await;
    let promised = Balances {
        budget: yuan(100_000),
        committed: yuan(8_000),
        left: yuan(92_000),
        arrived: yuan(100_000),
        in_bank: yuan(100_000),
        ..Balances::default()
    };
    assert_eq!(house.balances(house.city).await, promised);
    assert!(house.pays(&payment(&grant.plan[0])).await.unwrap().now);
    let paid = Balances {
        committed: yuan(3_000),
        paid: yuan(5_000),
        in_bank: yuan(95_000),
        with_people: yuan(5_000),
        ..promised
    };
    assert_eq!(house.balances(house.city).await, paid);
    let person = grant.people[0].person_id;
    let standing = service::standing(house.app().db.read(), grant.grant_id, person).await.unwrap();
    let expected = Standing {
        granted: yuan(8_000),
        committed: yuan(3_000),
        paid: yuan(5_000),
        handed_over: yuan(5_000),
        ..Standing::default()
    };
    assert_eq!(standing, expected);
    let stranger = service::standing(house.app().db.read(), grant.grant_id, ids::new_id()).await;
    assert!(matches!(stranger, Err(LedgerError::NotFound)));
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn organs_assist_together_to_the_fen(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let mut grant = decision(house.city, &[&[yuan(10_000)], &[yuan(4_000)]]);
    let (first, second) = (grant.people[0].person_id, grant.people[1].person_id);
    grant.shares = vec![share(house.city, Fen::of(1_000_001)), share(house.county, Fen::of(399_999))];
    grant.plan = vec![
        instalment(house.city, first, yuan(10_000)),
        instalment(house.city, second, Fen::of(1)),
        instalment(house.county, second, Fen::of(399_999)),
    ];
    house.commits(&grant).await.unwrap();
    for part in &grant.plan {
        house.pays(&payment(part)).await.unwrap();
    }
    assert_eq!(house.balances(house.city).await.paid, Fen::of(1_000_001));
    assert_eq!(house.balances(house.county).await.paid, Fen::of(399_999));
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn what_does_not_add_up_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let right = decision(house.city, &[&[yuan(10), yuan(20)], &[yuan(30)]]);
    let mut shares = right.clone();
    shares.shares[0].amount = Fen::of(5_999);
    assert_eq!(refused(house.commits(&shares).await), Refusal::SharesDiffer);
    let mut twice = right.clone();
    twice.shares = vec![share(house.city, yuan(30)), share(house.city, yuan(30))];
    assert_eq!(refused(house.commits(&twice).await), Refusal::SharesDiffer);
    let mut people = right.clone();
    people.people[0].amount = Fen::of(3_001);
    assert_eq!(refused(house.commits(&people).await), Refusal::PeopleDiffer);
    let mut plan = right.clone();
    (plan.plan[0].amount, plan.plan[1].amount) = (yuan(15), yuan(16));
    assert_eq!(refused(house.commits(&plan).await), Refusal::PlanDiffers);
    let mut negative = right.clone();
    (negative.plan[0].amount, negative.plan[1].amount) = (yuan(31), yuan(-1));
    assert_eq!(refused(house.commits(&negative).await), Refusal::PlanDiffers);
    let mut stranger = right.clone();
    stranger.plan[0].person_id = ids::new_id();
    assert_eq!(refused(house.commits(&stranger).await), Refusal::PlanDiffers);
    assert_eq!(house.balances(house.city).await.committed, Fen::ZERO);
    assert!(house.commits(&right).await.unwrap().now);
    assert!(!house.commits(&right).await.unwrap().now);
    let mut other = right.clone();
    (other.plan[0].amount, other.plan[1].amount) = (yuan(20), yuan(10));
    assert_eq!(refused(house.commits(&other).await), Refusal::PostedDifferently);
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn no_more_is_promised_than_the_budget_has(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    house.granted(&[yuan(99_999)]).await;
    let over = decision(house.city, &[&[Fen::of(101)]]);
    assert_eq!(refused(house.commits(&over).await), Refusal::BudgetShort(yuan(1)));
    house.granted(&[yuan(1)]).await;
    assert_eq!(house.balances(house.city).await.left, Fen::ZERO);
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn no_more_is_paid_than_has_arrived(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::empty(db).await;
    let staff = finance(house.city);
    let change = house.app().change(Author::from(&staff)).await.unwrap();
    service::enter_budget(change, &staff, funding(yuan(100), "一")).await.unwrap();
    let grant = house.granted(&[yuan(100)]).await;
    assert_eq!(refused(house.pays(&payment(&grant.plan[0])).await), Refusal::FundsShort(Fen::ZERO));
    let change = house.app().change(Author::from(&staff)).await.unwrap();
    service::enter_arrival(change, &staff, funding(yuan(100), "一")).await.unwrap();
    house.pays(&payment(&grant.plan[0])).await.unwrap();
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn only_what_was_decided_is_paid_and_only_once(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50), yuan(50)]).await;
    let try_once = payment(&grant.plan[0]);
    let other = decision(house.city, &[&[yuan(50)]]);
    let mut stranger = try_once;
    stranger.person_id = other.people[0].person_id;
    assert_eq!(refused(house.pays(&stranger).await), Refusal::NotInDecision);
    assert_eq!(refused(house.pays(&payment(&other.plan[0])).await), Refusal::NotInDecision);
    let mut more = try_once;
    more.amount = Fen::of(5_001);
    assert_eq!(refused(house.pays(&more).await), Refusal::AmountDiffers);

    let first = house.pays(&try_once).await.unwrap();
    let again = house.pays(&try_once).await.unwrap();
    assert_eq!((again.id, again.now), (first.id, false));
    assert_eq!(refused(house.pays(&payment(&grant.plan[0])).await), Refusal::AlreadyPaid);
    let mut reused = payment(&grant.plan[1]);
    reused.id = try_once.id;
    assert_eq!(refused(house.pays(&reused).await), Refusal::PostedDifferently);
    assert_eq!(house.balances(house.city).await.paid, yuan(50));
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn a_payment_that_failed_is_paid_again(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50)]).await;
    let failed = payment(&grant.plan[0]);
    let back = GivenBack { payment_id: failed.id, on: today() };
    let returns = async || house.does(async |change| service::give_back(change, &back).await).await;
    assert_eq!(refused(returns().await), Refusal::NotPaid);
    house.pays(&failed).await.unwrap();
    let first = returns().await.unwrap();
    assert_eq!((returns().await.unwrap().id, returns().await.unwrap().now), (first.id, false));
    let balances = house.balances(house.city).await;
    assert_eq!((balances.paid, balances.in_bank, balances.committed), (Fen::ZERO, yuan(100_000), yuan(50)));
    // The same try stays failed; a new one pays.
    assert!(!house.pays(&failed).await.unwrap().now);
    assert_eq!(house.balances(house.city).await.paid, Fen::ZERO);
    assert!(house.pays(&payment(&grant.plan[0])).await.unwrap().now);
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn what_is_given_up_is_free_again(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let purpose_id = ids::new_id();
    let set_aside = Earmark {
        id: ids::new_id(),
        purpose_id,
        organ_id: house.city,
        year: YEAR,
        amount: yuan(60),
        on: today(),
    };
    house.does(async |change| service::earmark(change, &set_aside).await).await.unwrap();
    let mut grant = decision(house.city, &[&[yuan(61)]]);
    grant.shares[0].earmark_id = Some(purpose_id);
    assert_eq!(refused(house.commits(&grant).await), Refusal::EarmarkShort(yuan(60)));
    let mut grant = decision(house.city, &[&[yuan(20), yuan(30)]]);
    grant.shares[0].earmark_id = Some(purpose_id);
    house.commits(&grant).await.unwrap();
    assert_eq!(house.balances(house.city).await.earmarked, yuan(10));

    let gives_up = async |place: usize| {
        let gone = GiveUp { instalment_id: grant.plan[place].id, on: today() };
        house.does(async |change| service::give_up(change, &gone).await).await
    };
    gives_up(0).await.unwrap();
    assert!(!gives_up(0).await.unwrap().now);
    assert_eq!(house.balances(house.city).await.earmarked, yuan(30));
    assert_eq!(refused(house.pays(&payment(&grant.plan[0])).await), Refusal::GivenUp);
    house.pays(&payment(&grant.plan[1])).await.unwrap();
    assert_eq!(refused(gives_up(1).await), Refusal::AlreadyPaid);
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn money_in_custody_is_given_out_against_vouchers(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    // Two organs pay for one child under one mandate, which holds another child's money, too.
    let mut grant = decision(house.city, &[&[yuan(100)], &[yuan(70)]]);
    let (child, other) = (grant.people[0].person_id, grant.people[1].person_id);
    grant.shares = vec![share(house.city, yuan(130)), share(house.county, yuan(40))];
    grant.plan = vec![
        instalment(house.city, child, yuan(60)),
        instalment(house.county, child, yuan(40)),
        instalment(house.city, other, yuan(70)),
    ];
    house.commits(&grant).await.unwrap();
    let mandate_id = ids::new_id();
    let mut held = grant.plan.iter().map(payment).collect::<Vec<_>>();
    for payment in &mut held {
        payment.to = Destination::Custody(mandate_id);
        house.pays(payment).await.unwrap();
    }
    let release = |amount| CustodyRelease {
        id: ids::new_id(),
        mandate_id,
        person_id: child,
        amount,
        voucher_id: ids::new_id(),
        on: today(),
    };
    let gives = async |release: CustodyRelease| {
        house.does(async |change| service::release_custody(change, &release).await).await
    };
    let first = release(yuan(75));
    gives(first).await.unwrap();
    assert!(!gives(first).await.unwrap().now);
    let altered = CustodyRelease { amount: yuan(1), ..first };
    assert_eq!(refused(gives(altered).await), Refusal::PostedDifferently);
    assert_eq!(refused(gives(release(yuan(26))).await), Refusal::CustodyShort(yuan(25)));
    let standing = service::standing(house.app().db.read(), grant.grant_id, child).await.unwrap();
    assert_eq!((standing.in_custody, standing.paid), (yuan(25), yuan(75)));
    let standing = service::standing(house.app().db.read(), grant.grant_id, other).await.unwrap();
    assert_eq!((standing.in_custody, standing.paid), (yuan(70), Fen::ZERO));
    // Another case needs a mandate of its own.
    let another = house.granted(&[yuan(5)]).await;
    let into = Payment { to: Destination::Custody(mandate_id), ..payment(&another.plan[0]) };
    assert_eq!(refused(house.pays(&into).await), Refusal::OtherMandate);
    // What has been given out can't come back from the bank.
    let back = GivenBack { payment_id: held[0].id, on: today() };
    let back = house.does(async |change| service::give_back(change, &back).await).await;
    assert!(matches!(refused(back), Refusal::CustodyShort(_)));
    house.holds().await;
}

#[rstest]
#[tokio::test]
async fn a_recovery_deletes_no_payment(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50)]).await;
    house.pays(&payment(&grant.plan[0])).await.unwrap();
    let recovery = |person_id, amount| Recovery {
        id: ids::new_id(),
        grant_id: grant.grant_id,
        person_id,
        organ_id: house.city,
        amount,
        from: Source::Person,
        on: today(),
    };
    let recovers =
        async |back: Recovery| house.does(async |change| service::recover(change, &back).await).await;
    let person = grant.people[0].person_id;
    assert_eq!(refused(recovers(recovery(person, yuan(51))).await), Refusal::PaidLess(yuan(50)));
    assert_eq!(refused(recovers(recovery(ids::new_id(), yuan(1))).await), Refusal::NotInDecision);
    recovers(recovery(person, yuan(30))).await.unwrap();
    assert_eq!(refused(recovers(recovery(person, yuan(21))).await), Refusal::PaidLess(yuan(20)));
    let balances = house.balances(house.city).await;
    assert_eq!((balances.paid, balances.recovered, balances.with_people), (yuan(50), yuan(30), yuan(20)));
    assert_eq!(refused(house.pays(&payment(&grant.plan[0])).await), Refusal::AlreadyPaid);
    house.holds().await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_pays(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50)]).await;
    let other_node = house.town.another_node().await;
    let nodes = [house.app(), &other_node].into_iter().cycle().take(64);
    let same = payment(&grant.plan[0]);
    let tries = nodes.enumerate().map(async |(number, node)| {
        // Half of them repeat one try, the others are tries of their own.
        let payment = if number % 2 == 0 { same } else { payment(&grant.plan[0]) };
        loop {
            match does(node, async |change| service::pay(change, &payment).await).await {
                Err(LedgerError::Internal(fault)) => {
                    let problem = hechang::error::Problem::from(fault);
                    assert_eq!(problem.status.as_u16(), 503, "{problem:?}");
                }
                answer => break answer,
            }
        }
    });
    let mut paid = 0;
    for answer in join_all(tries).await {
        match answer {
            Ok(posted) => paid += i32::from(posted.now),
            Err(error) => assert_eq!(refused(Err(error)), Refusal::AlreadyPaid),
        }
    }
    assert_eq!(paid, 1);
    assert_eq!(house.balances(house.city).await.paid, yuan(50));
    house.holds().await;
}
