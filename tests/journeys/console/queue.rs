//! The queue: what waits, for whom; how a matter is found without a phone number in an address.

use chrono::TimeDelta;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::{action, at, center, consent, desk, desk_of, drafts, example, id, lacks, page, sent};

const PHONE: &str = "13800000001";

async fn quiet_town(db: Db) -> Town {
    Town::with(db, |config| config.limits = Switch::Off).await
}

#[rstest]
#[tokio::test]
async fn what_was_sent_waits_in_the_queue_and_is_filtered(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let clerk = desk(&town, Role::Reception).await;
    clerk.open("/console").await.expect(200).shows("现在没有要办的申请");
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let receipt = sent["receipt_no"].as_str().unwrap();
    let queue = clerk.open("/console").await.expect(200);
    queue.shows(receipt).shows("2026年3月9日").shows("还没有人").shows(&page(&sent));
    lacks(&queue, PHONE);
    for (filter, there) in [
        (("who", "nobody"), true),
        (("who", "mine"), false),
        (("state", "submitted"), true),
        (("state", "accepted"), false),
        (("service", "judicial-assistance"), true),
        (("service", "petition"), false),
        (("overdue", "yes"), false),
        (("overdue", "no"), true),
    ] {
        let filtered = clerk.send(&queue, "/console", &[filter]).await.expect(200);
        assert_eq!(filtered.text().contains(receipt), there, "{filter:?}");
        if !there {
            filtered.shows("没有符合条件的申请");
        }
    }
    let taken = clerk.open(&page(&sent)).await;
    let me = taken.form(&format!("{}/assignee", page(&sent)));
    assert!(!me.contains_key("staff_id"), "the button says who");
    clerk.open("/console?state=nonsense").await.expect(400);
    clerk.open("/console?center=x").await.expect(400);
    clerk.open("/console?after=x").await.expect(422);
}

#[rstest]
#[tokio::test]
async fn what_is_late_is_marked(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    town.clock.advance(TimeDelta::days(7));
    desk(&town, Role::Reception).await.open("/console").await.shows("今天到期");
    town.clock.advance(TimeDelta::days(1));
    let clerk = desk(&town, Role::Reception).await;
    let late = clerk.open("/console?overdue=yes").await.expect(200);
    late.shows(sent["receipt_no"].as_str().unwrap()).shows("<span class=\"badge bad\">已超期</span>");
}

#[rstest]
#[tokio::test]
async fn a_matter_is_found_by_receipt_or_phone_and_no_address_has_the_phone(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = quiet_town(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let first = sent(&town, &zhuoma).await;
    let clerk = desk(&town, Role::Reception).await;
    let queue = clerk.open("/console").await;
    for wanted in [first["receipt_no"].as_str().unwrap(), "138 0000-0001"] {
        let found = clerk.send(&queue, "/console/search", &[("q", wanted)]).await.expect(200);
        assert_eq!(found.path, page(&first));
    }
    sent(&town, &zhuoma).await;
    let both = clerk.send(&queue, "/console/search", &[("q", PHONE)]).await.expect(200);
    assert_eq!(both.path, "/console/search");
    both.shows(&page(&first));
    for wanted in ["13900000009", "HC-AAAAA-AAAAA", "%", "nobody"] {
        clerk.send(&queue, "/console/search", &[("q", wanted)]).await.expect(200).shows("没有找到");
    }
    assert_eq!(clerk.send(&queue, "/console/search", &[("q", " ")]).await.path, "/console");
    assert_eq!(clerk.open("/console/search").await.path, "/console");
    let county = desk_of(&town, Role::Reviewer, "540527", "zh-CN").await;
    let empty = county.open("/console").await.expect(200);
    county.send(&empty, "/console/search", &[("q", PHONE)]).await.expect(200).shows("没有找到");
}

#[rstest]
#[tokio::test]
async fn another_office_and_other_roles_open_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let county = desk_of(&town, Role::Reviewer, "540527", "zh-CN").await;
    county.open("/console").await.expect(200).shows("现在没有要办的申请");
    for role in [Role::Finance, Role::Partner, Role::Custodian, Role::Admin] {
        let other = desk(&town, role).await;
        let home = other.open("/console").await.expect(200);
        home.shows("您的岗位不直接办理申请").shows("山南市人民检察院");
        lacks(&home, sent["receipt_no"].as_str().unwrap());
        assert_eq!(home.text().contains("console&#x2f;calendars"), role == Role::Admin, "{role:?}");
        other.open(&page(&sent)).await.expect(404);
        other.open(&action(&sent, "accept")).await.expect(404);
        other.open(&action(&sent, "request_correction")).await.expect(404);
        other.ask(Method::POST, "/console/search").form(&[("q", PHONE)]).await.expect(403);
    }
    county.open(&page(&sent)).await.expect(404);
    county.open(&page(&serde_json::json!({ "id": uuid::Uuid::nil() }))).await.expect(404);
    let stranger = town.browser("zh-CN");
    for path in ["/console".to_owned(), page(&sent), action(&sent, "accept"), "/console/search".to_owned()] {
        stranger.open(&path).await.shows("工作人员登录");
    }
}

#[rstest]
#[tokio::test]
async fn a_long_queue_is_read_page_by_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let mut all = Vec::new();
    for _ in 0..22 {
        let draft =
            drafts(&zhuoma, center(&town), "legal-consultation", &example("legal-consultation")).await;
        let consent = consent(&town, "legal-consultation");
        zhuoma.post(&format!("{}/submit", at(&draft))).json(&consent).await.expect(200);
        all.push(id(&draft).to_string());
    }
    let clerk = desk(&town, Role::Reception).await;
    let first = clerk.open("/console?state=submitted&who=&service=").await.expect(200);
    let next =
        first.text().split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(next.contains("state=submitted") && !next.contains("who"), "{next}");
    let second = clerk.open(&format!("/console{}", next.replace("&amp;", "&"))).await.expect(200);
    let on = |page: &str| all.iter().filter(|id| page.contains(*id)).count();
    assert_eq!((on(&first.text()), on(&second.text())), (20, 2));
    lacks(&second, "rel=\"next\"");
}
