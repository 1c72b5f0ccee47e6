//! The console's pages of organs, without scripts.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Method,
    browser::Page,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;

use crate::console::ground::desk_of;

/// The address behind a word on a page.
#[track_caller]
fn link(page: &Page, word: &str) -> String {
    let text = page.text();
    let before = text.split_once(&format!(">{word}<")).unwrap_or_else(|| panic!("no {word} in {text}")).0;
    before.rsplit_once("href=\"").expect("a link").1.split('"').next().expect("an address").to_owned()
}

#[rstest]
#[tokio::test]
async fn a_partner_is_entered_mended_and_closed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = desk_of(&town, Role::Admin, "540500", "en").await;
    let list = browser.open("/console/organs").await.expect(200);
    // Without anything but its token it is a form to be mended, not a fault of ours.
    let csrf = browser.open("/console/organs/new").await.form("/console/organs/new")["_csrf"].clone();
    for page in ["/console/organs/new", "/console/centers/new"] {
        browser.ask(Method::POST, page).form(&[("_csrf", csrf.as_str())]).await.expect(422);
    }
    let new = browser.open(&link(&list, "Add a partner")).await.expect(200);
    let post = "/console/organs/new";
    let wrong =
        browser.send(&new, post, &[("code", "540527 FL"), ("name_zh", ""), ("phone", "?")]).await.expect(422);
    for words in ["2 to 32 letters, digits and dashes", "A phone number", "540527 FL", "Please fill this in"]
    {
        wrong.shows(words);
    }
    let fields = [
        ("code", "540527-FL"),
        ("name_zh", "洛扎县妇联"),
        ("name_en", "Lhozhag Women's Federation"),
        ("parent_code", "540527"),
        ("partner", "womens_federation"),
        ("phone", "0893-7820001"),
        ("contact", "权益部"),
    ];
    let shown = browser.send(&wrong, post, &fields).await.expect(200);
    shown.shows("Lhozhag Women").shows("0893-7820001").shows("540527-FL");
    let edit = browser.open(&format!("{}/edit", shown.path)).await.expect(200);
    let action = edit.path.clone();
    let edited = browser.send(&edit, &action, &[("name_en", "Federation"), ("phone", "")]).await.expect(200);
    edited.shows("Federation");
    assert!(!edited.text().contains("0893-7820001"));
    // Sent once more from the old page, it would undo the change: 412.
    browser.send(&edit, &action, &[("name_en", "Other")]).await.expect(412);
    let close = browser.open(&format!("{}/close", shown.path)).await.expect(200);
    let closed = browser.send(&close, &close.path.clone(), &[]).await.expect(200);
    closed.shows("Closed");
    assert!(!closed.text().contains("/edit"));
}

#[rstest]
#[tokio::test]
async fn departments_and_centers_of_an_organ(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = desk_of(&town, Role::Admin, "540500", "en").await;
    let list = browser.open("/console/organs").await.expect(200);
    let county = browser.open(&link(&list, "Lhozhag County People&#x27;s Procuratorate")).await.expect(200);
    let new = browser.open(&link(&county, "Add a department")).await.expect(200);
    let post = new.path.clone();
    let wrong = browser.send(&new, &post, &[("name_zh", "未检部")]).await.expect(422);
    wrong.shows("Not one of the choices").shows("未检部");
    let county = browser.send(&wrong, &post, &[("line", "juvenile")]).await.expect(200);
    county.shows("未检部").shows("Juvenile");
    let department = browser.open(&link(&county, "未检部")).await.expect(200);
    let action = department.path.clone();
    let county = browser.send(&department, &action, &[("line", "criminal")]).await.expect(200);
    county.shows("Criminal");
    let department = browser.open(&action).await.expect(200);
    browser.send(&department, &action, &[("act", "close")]).await.expect(200).shows("Closed");

    let new = browser.open("/console/centers/new?organ=540527").await.expect(200);
    let post = "/console/centers/new";
    let fields = [
        ("code", "LZX"),
        ("name_zh", "洛扎县中心"),
        ("address_zh", "洛扎县"),
        ("phone", "12309"),
        ("hours_1", "09:30-13:00, 12:00-18:00"),
        ("hours_2", "all day"),
    ];
    let wrong = browser.send(&new, post, &fields).await.expect(422);
    wrong.shows("Write it like 09:30-13:00").shows("all day");
    let wrong = browser.send(&wrong, post, &[("hours_2", "")]).await.expect(422);
    wrong.shows("This meets another time of the same day");
    let center = browser.send(&wrong, post, &[("hours_1", "09:30-13:00, 15:30-18:00")]).await.expect(200);
    assert_eq!(center.form(&center.path)["hours_1"], "09:30-13:00, 15:30-18:00");
    let changed = browser.send(&center, &center.path.clone(), &[("phone", "0893-12309")]).await.expect(200);
    changed.shows("0893-12309");
    let close = browser.open(&format!("{}/close", changed.path)).await.expect(200);
    browser.send(&close, &close.path.clone(), &[]).await.expect(200).shows("This center is closed");
}

#[rstest]
#[tokio::test]
async fn the_page_says_why_an_organ_can_not_be_closed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let browser = desk_of(&town, Role::Admin, "540500", "en").await;
    let list = browser.open("/console/organs").await.expect(200);
    let county = link(&list, "Lhozhag County People&#x27;s Procuratorate");
    let close = browser.open(&format!("{county}/close")).await.expect(200);
    close.shows("People still working there: 1");
    assert!(!close.text().contains("bad-button"), "no button to a closed door");
    let nedong = link(&list, "Nedong District People&#x27;s Procuratorate");
    browser.open(&format!("{nedong}/close")).await.expect(200).shows("Organs still below it: 1");
    let city = browser.open(&link(&list, "Shannan City People&#x27;s Procuratorate")).await.expect(200);
    let center = link(&city, "Qionggading Community 12309 Procuratorial Service Center");
    browser.open(&format!("{center}/close")).await.expect(200).shows("QR codes still in use: 1");
    let own = link(&list, "Shannan City People&#x27;s Procuratorate");
    browser.open(&format!("{own}/close")).await.expect(409);
    let reviewer = desk_of(&town, Role::Reviewer, "540500", "en").await;
    for path in ["/console/organs", "/console/organs/new", "/console/centers/new", &county] {
        reviewer.open(path).await.expect(403);
    }
}
