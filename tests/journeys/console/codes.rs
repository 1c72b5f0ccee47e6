//! Codes in the console: made, printed, downloaded, taken down; WeChat's files.

use chrono::TimeDelta;
use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Method,
    browser::Page,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use super::ground::{center, desk, desk_of, lacks};

const NEW: &str = "/console/qr-codes/new";

/// The word in the address that a poster shows.
fn code_of(poster: &Page) -> String {
    let text = poster.text().replace("&#x2f;", "/");
    text.split("/q/").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_code_is_made_printed_and_taken_down(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = desk(&town, Role::Reception).await;
    let form = clerk.open(NEW).await.expect(200);
    assert_eq!(form.form(NEW)["center_id"], center(&town).to_string(), "the only center is chosen");
    let words = [("label", "公交站牌"), ("service_key", "judicial-assistance"), ("last_day", "2026-03-03")];
    let poster = clerk.send(&form, NEW, &words).await.expect(200);
    let again = clerk.send(&form, NEW, &words).await.expect(200);
    assert_eq!(poster.path, again.path, "sent twice, it is made once");
    for words in [
        "琼嘎顶社区12309检察服务中心",
        "Qionggading Community",
        "ཁྱུང་དགའ་སྡིངས",
        "国家司法救助",
        "judicial assistance",
    ] {
        poster.shows(words);
    }
    let picture = |ending: &str| format!("{}/image.{ending}", poster.path);
    poster.shows(&picture("svg"));
    let svg = clerk.ask(Method::GET, &picture("svg")).await.expect(200);
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    let png = clerk.ask(Method::GET, &picture("png")).await.expect(200);
    assert!(png.body.starts_with(b"\x89PNG") && png.header("content-disposition").contains("attachment"));

    let code = code_of(&poster);
    clerk.open(&format!("/q/{code}")).await.expect(200);
    assert!(clerk.open(&format!("/q/{code}")).await.path.ends_with("/s/judicial-assistance"));
    clerk.open("/console/qr-codes").await.expect(200).shows("公交站牌").shows("使用中").shows(&code);
    let sure = clerk.open(&format!("{}/revoke", poster.path)).await.expect(200);
    sure.shows("停用后不能恢复");
    let gone = clerk.send(&sure, &format!("{}/revoke", poster.path), &[]).await.expect(200);
    gone.shows("已停用");
    lacks(&gone, "image.svg");
    clerk.send(&sure, &format!("{}/revoke", poster.path), &[]).await.expect(200);
    clerk.open(&format!("/q/{code}")).await.expect(410);
}

#[rstest]
#[tokio::test]
async fn a_code_for_a_while_ends_by_itself(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = desk(&town, Role::Reception).await;
    let form = clerk.open(NEW).await;
    let poster = clerk.send(&form, NEW, &[("label", "活动"), ("last_day", "2026-03-02")]).await.expect(200);
    // The day ends at sixteen o'clock UTC.
    town.clock.advance(TimeDelta::hours(13) + TimeDelta::minutes(59));
    let code = code_of(&poster);
    town.browser("zh-CN").open(&format!("/q/{code}")).await.expect(200);
    town.clock.advance(TimeDelta::minutes(1));
    town.browser("zh-CN").open(&format!("/q/{code}")).await.expect(410);
    desk(&town, Role::Reception).await.open("/console/qr-codes").await.shows("已到期");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_with_a_code_is_said_and_nothing_is_lost(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = desk(&town, Role::Reception).await;
    let form = clerk.open(NEW).await;
    for (words, field) in [
        ([("label", " "), ("last_day", "")], "label"),
        ([("label", "大厅"), ("last_day", "2026-02-30")], "last_day"),
        ([("label", "大厅"), ("last_day", "2026-03-01")], "last_day"),
        ([("label", "大厅"), ("center_id", "x")], "center_id"),
        ([("label", "大厅"), ("center_id", "00000000-0000-0000-0000-000000000000")], "center_id"),
        ([("label", "大厅"), ("service_key", "nothing")], "service_key"),
    ] {
        let kept = clerk.send(&form, NEW, &words).await.expect(422);
        kept.shows(&format!("id=\"f-{field}-fault\""));
        assert_eq!(kept.form(NEW)["label"], words[0].1);
    }
    clerk.send(&form, NEW, &[("purpose", "x")]).await.expect(400);
}

#[rstest]
#[tokio::test]
async fn codes_are_for_those_whose_work_they_are(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for role in Role::ALL {
        let (keeps, sees) = (
            matches!(role, Role::Admin | Role::Reception),
            matches!(role, Role::Admin | Role::Reception | Role::Auditor),
        );
        let who = desk(&town, role).await;
        let list = who.open("/console/qr-codes").await.expect(if sees { 200 } else { 403 });
        assert_eq!(list.text().contains("href=\"/console/qr-codes/new\""), keeps, "{role:?}");
        assert_eq!(list.text().contains("console&#x2f;qr-codes\""), sees, "{role:?}");
        who.open(NEW).await.expect(if keeps { 200 } else { 403 });
        let files = if role == Role::Admin { 200 } else { 403 };
        who.open("/console/verification-files").await.expect(files);
        if sees {
            let wall = list
                .text()
                .split("href=\"/console/qr-codes/")
                .find(|rest| !rest.starts_with("new") && rest.len() > 36 && rest.as_bytes()[8] == b'-')
                .unwrap()[..36]
                .to_owned();
            who.open(&format!("/console/qr-codes/{wall}")).await.expect(200).shows("image.svg");
            who.open(&format!("/console/qr-codes/{wall}/revoke")).await.expect(if keeps { 200 } else { 403 });
            desk_of(&town, Role::Reviewer, "540527", "zh-CN")
                .await
                .open(&format!("/console/qr-codes/{wall}"))
                .await
                .expect(403);
        }
    }
    town.browser("zh-CN").open("/console/qr-codes").await.shows("工作人员登录");
}

#[rstest]
#[tokio::test]
async fn wechats_file_is_put_in_place(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (admin, path) = (desk(&town, Role::Admin).await, "/console/verification-files");
    let form = admin.open(path).await.expect(200);
    for (name, content, field) in [("a b", "x", "name"), ("../etc", "x", "name"), ("ok", " ", "content")] {
        let kept = admin.send(&form, path, &[("name", name), ("content", content)]).await.expect(422);
        kept.shows(&format!("id=\"f-{field}-fault\""));
        assert_eq!(kept.form(path)["name"], name);
    }
    let file = [("name", "MP_verify_abc-1.txt"), ("content", "3f2504e0\n")];
    admin.send(&form, path, &file).await.expect(200).shows("/q/MP_verify_abc-1.txt");
    assert_eq!(town.get("/MP_verify_abc-1.txt").await.expect(200).text(), "3f2504e0");
    admin.open(&format!("{path}?done=nothing")).await.expect(200);
}
