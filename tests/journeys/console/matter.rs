//! One matter on one page: papers, form, time, notes, hands.

use chrono::TimeDelta;
use hechang::{
    config::Switch,
    identity::actor::Role,
    platform::change::{Author, Event},
};
use hechang_entity::material;
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    people::login,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::{
    adds_paper, at, center, consent, desk, desk_of, drafts, example, judges_all, lacks, page, paper,
    recorded, rejects, sent,
};
use crate::assistance::ground::accepted_with;

const PHONE: &str = "13800000001";

async fn quiet_town(db: Db) -> Town {
    Town::with(db, |config| config.limits = Switch::Off).await
}

#[rstest]
#[tokio::test]
async fn a_matter_is_read_on_one_page_and_that_is_on_record(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let clerk = desk(&town, Role::Reception).await;
    assert_eq!(recorded(&town, &sent, "application.opened").await, 0);
    let shown = clerk.open(&page(&sent)).await.expect(200);
    assert_eq!(recorded(&town, &sent, "application.opened").await, 1);
    shown.shows(sent["receipt_no"].as_str().unwrap()).shows("2026年3月9日").shows("还剩 5 个工作日");
    let name = sent["form"]["applicant"]["name"].as_str().unwrap();
    shown.shows(name).shows(&format!("{}*", name.chars().next().unwrap()));
    let title = shown.text().split("</title>").next().unwrap().to_owned();
    assert!(!title.contains(name), "a title holds no name");
    let proof = paper(&town, &sent, "identity").await;
    shown
        .shows(&format!("id=\"paper-{proof}\""))
        .shows(&format!("{}/materials/{proof}/content", page(&sent)));
    lacks(&shown, "/preview");
    let judging = shown.form(&format!("{}/materials/{proof}/review", page(&sent)));
    assert_eq!(judging.keys().collect::<Vec<_>>(), ["_csrf", "reason"]);
    for action in ["accept", "request_correction", "not_accept", "divert"] {
        shown.shows(&format!("{}/actions/{action}", page(&sent)));
    }
    lacks(&shown, "actions/start_review");

    let auditor = desk(&town, Role::Auditor).await.open(&page(&sent)).await.expect(200);
    lacks(&auditor, "/actions/");
    lacks(&auditor, "/review\"");
    lacks(&auditor, "/notes\"");
    assert_eq!(recorded(&town, &sent, "application.opened").await, 2);
}

#[rstest]
#[tokio::test]
async fn it_is_read_in_every_language(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    for (language, words) in [("en", "5 working days left"), ("bo-CN", "ལས་ཀའི་ཉིན་ 5")]
    {
        let clerk = desk_of(&town, Role::Reviewer, "540500", language).await;
        for path in [
            "/console".to_owned(),
            page(&sent),
            format!("{}/actions/request_correction", page(&sent)),
            format!("{}/actions/divert", page(&sent)),
        ] {
            let shown = clerk.open(&path).await.expect(200);
            shown.shows(&format!("<html lang=\"{language}\">"));
            lacks(&shown, ">desk-");
        }
        clerk.open(&page(&sent)).await.shows(words);
    }
}

#[rstest]
#[tokio::test]
async fn papers_stand_beside_their_lines(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let sent = sent(&town, &zhuoma).await;
    rejects(&town, &sent, "harm_proof", "照片<太暗>").await;
    let drawn = paper(&town, &sent, "identity").await;
    let change = town.app().change(Author::System).await.unwrap();
    let row =
        material::ActiveModel { id: Set(drawn), preview_key: Set(Some("p".into())), ..Default::default() };
    material::Entity::update(row).exec_without_returning(change.db()).await.unwrap();
    change.commit(Event::new("test.prepared", drawn), ()).await.unwrap();
    let shown = desk(&town, Role::Reviewer).await.open(&page(&sent)).await.expect(200);
    shown.shows("照片&lt;太暗&gt;").shows("不合格");
    lacks(&shown, "<span class=\"badge bad\">缺少</span>");
    assert_eq!(shown.text().matches("/preview\"").count(), 1);
    shown.shows(&format!("src=\"{}/materials/{drawn}/preview\"", page(&sent)));
}

#[rstest]
#[tokio::test]
async fn time_that_ran_out_stands_still_or_is_unknown_is_told(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let sent = sent(&town, &zhuoma).await;
    town.clock.advance(TimeDelta::days(14));
    let clerk = desk(&town, Role::Reception).await;
    clerk.open(&page(&sent)).await.shows("已超期 5 个工作日");
    judges_all(&town, &sent).await;
    rejects(&town, &sent, "identity", "看不清").await;
    let list = clerk.open(&format!("{}/actions/request_correction", page(&sent))).await.expect(200);
    let asked =
        clerk.send(&list, &format!("{}/actions/request_correction", page(&sent)), &[]).await.expect(200);
    asked.shows("期限暂停").shows("自 2026年3月16日 起").shows("还剩 30 天").shows("看不清");

    town.clock.advance(TimeDelta::days(289));
    let zhuoma = town.citizen(PHONE).await;
    let draft = drafts(&zhuoma, center(&town), "judicial-assistance", &example("judicial-assistance")).await;
    for line in ["identity", "harm_proof", "hardship_proof", "compensation_statement"] {
        adds_paper(&town, &draft, line).await;
    }
    let consent = consent(&town, "judicial-assistance");
    zhuoma.post(&format!("{}/submit", at(&draft))).json(&consent).await.expect(200);
    let clerk = desk(&town, Role::Reception).await;
    clerk.open(&page(&draft)).await.expect(200).shows("录入 2027 年的日历后才能知道");
    desk(&town, Role::Admin).await.open("/console").await.shows("缺少 2027 年的工作日历");
}

#[rstest]
#[tokio::test]
async fn a_note_is_written_once_and_stays_when_it_is_too_long(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let clerk = desk(&town, Role::Reception).await;
    let (shown, notes) = (clerk.open(&page(&sent)).await, format!("{}/notes", page(&sent)));
    for _ in 0..2 {
        let noted = clerk.send(&shown, &notes, &[("text", "已电话联系\n明天再来")]).await.expect(200);
        assert_eq!(noted.text().matches("已电话联系").count(), 1);
    }
    assert_eq!(recorded(&town, &sent, "application.noted").await, 1);
    let long = "长".repeat(2001);
    let kept = clerk.send(&clerk.open(&page(&sent)).await, &notes, &[("text", &long)]).await.expect(422);
    kept.shows(&long);
    clerk.send(&kept, &notes, &[("text", "  ")]).await.expect(422);
    clerk.ask(Method::POST, &notes).form(&[("text", "x"), ("key", "1")]).await.expect(403);
    let auditor = desk(&town, Role::Auditor).await;
    let token = shown.form(&notes)["_csrf"].clone();
    auditor
        .ask(Method::POST, &notes)
        .form(&[("text", "x"), ("key", "1"), ("_csrf", &token)])
        .await
        .expect(403);
    assert_eq!(recorded(&town, &sent, "application.noted").await, 1);
}

#[rstest]
#[tokio::test]
async fn it_is_taken_given_and_laid_down(#[values(Sqlite, Postgres)] db: Db) {
    let town = quiet_town(db).await;
    let sent = sent(&town, &town.citizen(PHONE).await).await;
    let clerk = desk(&town, Role::Reception).await;
    let (mut shown, hands) = (clerk.open(&page(&sent)).await, format!("{}/assignee", page(&sent)));
    let taking = shown.text().split("name=\"staff_id\" value=\"").nth(1).unwrap()[..36].to_owned();
    shown = clerk.send(&shown, &hands, &[("staff_id", &taking)]).await.expect(200);
    shown.shows("<b>reception</b>");
    clerk.open("/console?who=mine").await.shows(sent["receipt_no"].as_str().unwrap());
    let reviewer = login(&town, Role::Reviewer, "540500")["username"].as_str().unwrap().to_owned();
    let options = shown.text();
    let option =
        options.split("<option value=\"").find(|option| option.contains(&format!(">{reviewer} · "))).unwrap();
    shown = clerk.send(&shown, &hands, &[("staff_id", &option[..36])]).await.expect(200);
    shown.shows("<b>reviewer</b>");
    lacks(&shown, ">finance · ");
    shown = clerk.send(&shown, &hands, &[("staff_id", "")]).await.expect(200);
    shown.shows("<b>还没有人</b>");
    clerk.send(&shown, &hands, &[("staff_id", &Uuid::nil().to_string())]).await.expect(422);
    clerk.send(&shown, &hands, &[("staff_id", "nobody")]).await.expect(400);
}

#[rstest]
#[tokio::test]
async fn a_date_of_birth_that_the_number_contradicts_is_told_and_not_refused(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = quiet_town(db).await;
    let fill = |born: &'static str| {
        move |form: &mut Value| {
            form["applicant"]["id_number"] = json!("540502198603150027");
            form["applicant"]["birth_date"] = json!(born);
        }
    };
    let reviewer = town.staff(Role::Reviewer).await;
    for (phone, born, doubts) in [
        ("13800000001", "1986-03-15", json!([])),
        ("13800000002", "1986-05-13", json!(["/applicant/birth_date"])),
    ] {
        let (_, matter) = accepted_with(&town, phone, fill(born)).await;
        let path = format!("/api/v1/desk/applications/{}", matter["id"].as_str().unwrap());
        let seen = reviewer.get(&path).await.expect(200);
        assert_eq!(seen.json()["doubts"], doubts);
        assert!(!seen.text().contains("540502198603150027"));
        let link = format!("/console/applications/{}", matter["id"].as_str().unwrap());
        let page = desk(&town, Role::Reviewer).await.open(&link).await.expect(200);
        assert_eq!(page.text().contains("请对照证件核对"), doubts != json!([]));
    }
}
