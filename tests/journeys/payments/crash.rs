//! Killed amid money: what one change does is there as a whole or not at all, and whoever asks again pays nobody twice.

use hechang::platform::ids;
use hechang_tests::{
    ask::{Answer, Ask, Method, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    process::Process,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Cash, NUMBER, answer, at, states};
use crate::assistance::ground::{Case, Office, accepted, named};

/// People of one case; its first is the applicant.
const PEOPLE: usize = 24;
/// Lines in each of the bank's answers.
const LINES: usize = 8;
/// How often a request is cut off before it is left alone.
const KILLS: usize = 4;
const YUAN: i64 = 1_000;

/// A case of one application for a whole family, each granted as much.
async fn family<'a>(town: &'a Town, office: &Office<'a>, place: usize) -> (Person<'a>, Case<'a>) {
    let (owner, application) = accepted(town, &format!("1380000040{place}")).await;
    let mut case = office.case_of(&[&application]).await;
    for number in 1..PEOPLE {
        let id = format!("5405021986{place:04}{number:04}");
        let who = json!({ "name": format!("扎西{number}"), "id_number": id, "birth_date": "1986-03-15" });
        let body = json!({ "application_id": application["id"], "who": who });
        let path = format!("{}/people", case.at());
        case.now = office.handler.post(&path).json(&body).await.expect(200).json();
    }
    let mut case = case.described("A1").await;
    case.proposes(&[YUAN; PEOPLE]).await;
    case.approved(&[&office.head]).await;
    assert_eq!((&case.now["state"], &case.now["next"]["key"]), (&json!("deciding"), &json!("leader")));
    (owner, case)
}

/// The program in a process of its own, to be killed while somebody asks.
struct Killed {
    process: Process,
    /// How many other answers it gives while one such request is answered.
    length: usize,
    cut_off: usize,
}

impl Killed {
    fn ask(&self, method: Method, path: &str, bearer: &str) -> Ask {
        self.process.ask(method, path).header("authorization", bearer)
    }

    async fn read(&self, path: &str, bearer: &str) -> Value {
        self.ask(Method::GET, path, bearer).await.expect(200).json()
    }

    /// Lets a request be answered, and remembers how long it took.
    async fn measures(&mut self, asked: Ask) -> Answer {
        let counting = async {
            for answers in 1.. {
                self.process.ask(Method::GET, "/healthz").await.expect(200);
                self.length = answers;
            }
        };
        tokio::select! {
            answer = asked => answer,
            () = counting => unreachable!("it counts on"),
        }
    }

    /// Kills the program at some moment of a request, starts it again and proves its ledger; the answer, where there was one.
    async fn cuts_off(&mut self, asked: Ask) -> Option<Answer> {
        let [random]: [u8; 1] = ids::random_bytes();
        let moment = usize::from(random) % (self.length + 2);
        let killing = async {
            for _ in 0..moment {
                self.process.ask(Method::GET, "/healthz").await.expect(200);
            }
            self.process.signal_kill();
        };
        let (answer, ()) = tokio::join!(asked.attempt(), killing);
        eprintln!("killed after {moment} of {}, answered: {}", self.length, answer.is_some());
        self.process.kill();
        self.process.start_again().await;
        self.holds();
        self.cut_off += usize::from(answer.is_none());
        answer
    }

    fn holds(&self) {
        let proved = self.process.run(&["ledger", "verify"]);
        assert!(proved.status.success(), "{}", String::from_utf8_lossy(&proved.stdout));
    }

    async fn balances(&self, bearer: &str) -> Value {
        self.read("/api/v1/desk/ledger/balances?organ=540500&year=2026", bearer).await
    }
}

/// Everybody's account, the applicant's own and the others' guardian's.
async fn accounts(cash: &Cash<'_>) {
    cash.accounts().await;
    for place in 1..PEOPLE {
        let holder = "次仁卓玛";
        let body = json!({ "relation": "guardian", "holder": holder, "bank": "农行", "number": NUMBER });
        cash.maker.put(&cash.account(place)).if_match("\"0\"").json(&body).await.expect(200);
        let confirm = format!("{}/confirm", cash.account(place));
        cash.checker.post(&confirm).json(&json!({ "number": NUMBER })).await.expect(200);
    }
}

/// The bank's answer for some lines of a batch: all were paid.
fn part(batch: &Value, from: usize) -> Vec<u8> {
    let whole = answer(batch, &["成功"; PEOPLE]);
    let rows: Vec<_> = whole.lines().collect();
    [&rows[..1], &rows[1 + from..][..LINES]].concat().join("\n").into_bytes()
}

#[rstest]
#[tokio::test]
async fn a_kill_amid_the_banks_answer_pays_nobody_half_or_twice(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let office = Office::funded(&town, 1_000_000).await;
    let (owner, mut case) = family(&town, &office, 0).await;
    case.approved(&[&office.deputy]).await;
    let checker = named(&town, "cashier").await;
    let cash = Cash { maker: office.finance.clone(), checker, case, owners: vec![owner.clone()] };
    accounts(&cash).await;
    let batch = cash.sends(Some("山财拨〔2026〕40号")).await;
    let (finance, handler, owner) = (cash.maker.bearer(), cash.case.handler.bearer(), owner.bearer());
    let (case, application) =
        (cash.case.at(), cash.case.now["application_ids"][0].as_str().unwrap().to_owned());
    let process = Process::of_town(town).await;
    let mut killed = Killed { process, length: 0, cut_off: 0 };
    let sends = |killed: &Killed, from: usize| {
        let ask = killed.ask(Method::POST, &format!("{}/results", at(&batch)), &finance);
        ask.upload(&[], "answer.csv", "text/csv", part(&batch, from))
    };
    let first = sends(&killed, 0);
    killed.measures(first).await.expect(200);
    for from in (LINES..PEOPLE).step_by(LINES) {
        let mut known = false;
        for _ in 0..KILLS {
            let ask = sends(&killed, from);
            known |= killed.cuts_off(ask).await.is_some_and(|answer| answer.expect(200).status == 200);
            let now = killed.read(&at(&batch), &finance).await;
            let lines = &states(&now)[from..][..LINES];
            let paid = lines.iter().all(|state| *state == "paid");
            assert!(paid || (!known && lines.iter().all(|state| *state == "sent")), "{lines:?}");
            known = paid;
        }
        let told = sends(&killed, from).await.expect(200).json();
        let (new, old) = if known { (0, LINES) } else { (LINES, 0) };
        assert_eq!(told, json!({ "paid": new, "failed": 0, "unchanged": old }));
        let paid = i64::try_from(from + LINES).unwrap() * YUAN * 100;
        let left = i64::try_from(PEOPLE).unwrap() * YUAN * 100 - paid;
        let sums = killed.balances(&finance).await;
        assert_eq!((&sums["with_people_fen"], &sums["in_bank_fen"]), (&json!(paid), &json!(left)));
    }
    assert!(killed.cut_off > 0, "no request was cut off");
    killed.holds();
    let now = killed.read(&at(&batch), &finance).await;
    assert_eq!((&now["state"], states(&now)), (&json!("done"), vec!["paid"; PEOPLE]));
    let decision = killed.read(&format!("/api/v1/applications/{application}/decision"), &owner).await;
    let paid = decision["people"].as_array().unwrap().iter().map(|one| one["paid_fen"].clone());
    assert_eq!(paid.collect::<Vec<_>>(), vec![json!(YUAN * 100); PEOPLE]);
    // The case goes on: only its visits are open.
    let body = json!({ "note": "救助金已发放" });
    let asked = killed.ask(Method::POST, &format!("{case}/closing"), &handler).json(&body).await;
    let open = faults(&asked.expect_problem(409, "case_unfinished"));
    assert!(open.iter().all(|fault| fault.ends_with(" visit_open")) && !open.is_empty(), "{open:?}");
}

#[rstest]
#[tokio::test]
async fn a_kill_amid_the_last_step_decides_once_or_not_at_all(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = hechang::config::Switch::Off).await;
    let office = Office::funded(&town, 1_000_000).await;
    let mut cases = Vec::new();
    for place in 0..3 {
        cases.push(family(&town, &office, place).await.1.at());
    }
    let [handler, deputy, finance] = [&office.handler, &office.deputy, &office.finance].map(Person::bearer);
    let process = Process::of_town(town).await;
    let mut killed = Killed { process, length: 0, cut_off: 0 };
    let decides = |killed: &Killed, case: &str| {
        let ask = killed.ask(Method::POST, &format!("{case}/steps"), &deputy).key(case);
        ask.json(&json!({ "verdict": "approve" }))
    };
    let mut granted = i64::try_from(PEOPLE).unwrap() * YUAN * 100;
    let first = decides(&killed, &cases[0]);
    killed.measures(first).await.expect(200);
    for case in &cases[1..] {
        let mut known = false;
        for _ in 0..KILLS {
            let ask = decides(&killed, case);
            known |= killed.cuts_off(ask).await.is_some_and(|answer| answer.expect(200).status == 200);
            let now = killed.read(case, &handler).await;
            let sums = killed.balances(&finance).await;
            let whole = granted + i64::try_from(PEOPLE).unwrap() * YUAN * 100;
            let steps = now["steps"].as_array().unwrap().len();
            let seen = (now["state"].as_str().unwrap(), steps, sums["committed_fen"].as_i64().unwrap());
            assert!(
                seen == ("granted", 3, whole) || (!known && seen == ("deciding", 2, granted)),
                "{seen:?}"
            );
            known = seen.1 == 3;
        }
        let told = decides(&killed, case).await.expect(200).json();
        granted += i64::try_from(PEOPLE).unwrap() * YUAN * 100;
        assert_eq!((&told["state"], told["steps"].as_array().unwrap().len()), (&json!("granted"), 3));
        assert_eq!(killed.balances(&finance).await["committed_fen"], granted);
    }
    assert!(killed.cut_off > 0, "no request was cut off");
    killed.holds();
}
