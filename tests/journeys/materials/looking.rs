//! Looking at files: previews that tell nothing, answers that run nothing, ranges, and looks that are recorded.

use hechang::identity::actor::Role;
use hechang_entity::audit_entry::{Column, Entity};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use image::GenericImageView;
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::ground::{PHONE, at, desk, draft, sends, submits};

#[rstest]
#[tokio::test]
async fn a_preview_stands_upright_and_says_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let photo = samples::sideways_with_gps();
    let paper = sends(&zhuoma, &application, "identity", "a.jpeg", photo).await.expect(201).json();
    let preview = zhuoma.get(&format!("{}/preview", at(&application, &paper))).await.expect(200);
    assert_eq!(preview.header("content-type"), "image/jpeg");
    let told = |word: &[u8]| preview.body.windows(word.len()).any(|found| found == word);
    assert!(!told(b"Exif") && !told(samples::PLACE) && !told(samples::COMMENT));
    // The sky was at the top of the pixels; turned right, it is on the right.
    let picture = image::load_from_memory(&preview.body).unwrap();
    assert_eq!((picture.width(), picture.height()), (48, 64));
    let (left, right) = (picture.get_pixel(4, 32).0, picture.get_pixel(44, 32).0);
    assert!(left[2] > 150 && right[0] > 150, "{left:?} {right:?}");

    let pdf = sends(&zhuoma, &application, "identity", "a.pdf", samples::pdf(1)).await.expect(201).json();
    zhuoma.get(&format!("{}/preview", at(&application, &pdf))).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_file_is_something_to_keep_and_nothing_to_run(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let pdf = samples::pdf(1);
    let paper = sends(&zhuoma, &application, "identity", "判决书.pdf", pdf.clone()).await.expect(201).json();
    let content = zhuoma.get(&format!("{}/content", at(&application, &paper)));
    let content = content.header("accept-encoding", "gzip, br").await.expect(200);
    for (name, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"___.pdf\"; filename*=UTF-8''%E5%88%A4%E5%86%B3%E4%B9%A6.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, no-store"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(content.header(name), value, "{name}");
    }
    assert_eq!((content.header("content-length"), &content.body[..]), (&*pdf.len().to_string(), &pdf[..]));
}

#[rstest]
#[tokio::test]
async fn one_range_is_served(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let sound: Vec<u8> =
        samples::mp3(1).into_iter().chain((0..200_000_u32).flat_map(u32::to_be_bytes)).collect();
    let paper =
        sends(&zhuoma, &application, "voice_statement", "a.mp3", sound.clone()).await.expect(201).json();
    let content = format!("{}/content", at(&application, &paper));
    let size = sound.len();
    let last = size - 1;
    for (range, first, end) in [
        ("bytes=0-0", 0, 0),
        ("bytes=65530-65545", 65_530, 65_545),
        ("bytes=70000-", 70_000, last),
        ("bytes=-10", size - 10, last),
        ("bytes=5-99999999", 5, last),
    ] {
        let part = zhuoma.get(&content).header("range", range).await.expect(206);
        assert_eq!(part.header("content-range"), format!("bytes {first}-{end}/{size}"), "{range}");
        assert_eq!(part.header("content-length"), (end - first + 1).to_string());
        assert!(part.body[..] == sound[first..=end], "{range}");
    }
    for range in ["bytes=0-1,3-4", "bytes=99999999-", "bytes=0-5,2-7"] {
        let refused = zhuoma.get(&content).header("range", range).await;
        assert_eq!(refused.header("content-range"), format!("bytes */{size}"), "{range}");
        refused.expect_problem(416, "range_not_served");
    }
    for range in ["pages=1-2", "bytes=x", "nonsense"] {
        let whole = zhuoma.get(&content).header("range", range).await.expect(200);
        assert_eq!(whole.body.len(), size, "{range}");
    }
}

#[rstest]
#[tokio::test]
async fn every_look_of_the_desk_is_recorded(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let (application, papers) = submits(&town, &zhuoma).await;
    let paper = desk(&at(&application, &papers[0]));
    let clerk = town.staff(Role::Reception).await;
    let photo = clerk.get(&format!("{paper}/content")).await.expect(200);
    assert_eq!(photo.body, samples::jpeg(1));
    clerk.get(&format!("{paper}/preview")).await.expect(200);
    town.staff(Role::Auditor).await.get(&format!("{paper}/content")).await.expect(200);
    let looks = Entity::find().filter(Column::Action.eq("material.looked_at"));
    let looks = looks.all(town.app().db.read()).await.unwrap();
    let what: Vec<_> = looks.iter().map(|look| look.detail["what"].clone()).collect();
    assert_eq!(what, [json!("original"), json!("preview"), json!("original")]);
    let grounds: Vec<_> = looks.iter().map(|look| look.detail["ground"].clone()).collect();
    assert_eq!(grounds, [json!("judging"), json!("judging"), json!("oversight")]);
    assert!(
        looks.iter().all(|look| look.subject_id.to_string() == papers[0]["id"] && look.actor_kind == "staff")
    );

    for role in [Role::Finance, Role::Partner, Role::Custodian] {
        let other = town.staff(role).await;
        other.get(&format!("{paper}/content")).await.expect_problem(404, "not_found");
    }
    let elsewhere = town.staff_of("540527", Role::Reviewer).await;
    elsewhere.get(&format!("{paper}/content")).await.expect_problem(404, "not_found");
    zhuoma.get(&format!("{paper}/content")).await.expect_problem(401, "unauthenticated");
    let draft = draft(&town, &zhuoma).await;
    let hidden = sends(&zhuoma, &draft, "identity", "a.jpg", samples::jpeg(9)).await.expect(201).json();
    clerk.get(&format!("{}/content", desk(&at(&draft, &hidden)))).await.expect_problem(404, "not_found");
}
