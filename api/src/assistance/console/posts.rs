//! The posts of those who decide, kept by administrators.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields, go},
        rules::Post,
        service,
    },
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Who holds what.
#[get("/console/assistance/posts")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let holders = service::posts(app.db.read(), &staff).await?;
    let holder = |holder: &service::Holder| {
        let held = |word: &str| holder.posts.iter().any(|post| post.word() == word);
        let posts = reader.choices("assistance-post-", Post::ALL.map(Post::word), held);
        json!({ "id": holder.staff_id, "name": holder.username, "posts": posts })
    };
    let content = context! {
        holders => Serde(holders.iter().map(holder).collect::<Vec<_>>()), writes => policy::may(&staff, Action::KeepPosts),
    };
    app.pages.render(&request, "assistance/posts.html", content)
}

/// Gives the posts that are ticked.
#[post("/console/assistance/posts/{staff_id}")]
pub async fn save(
    app: Data<App>,
    staff: ConsoleStaff,
    staff_id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let fields = Fields(posted.into_inner());
    let ticked: Vec<_> = fields.all("post").collect();
    let posts: Vec<_> = Post::ALL.into_iter().filter(|post| ticked.contains(&post.word())).collect();
    service::set_posts(app.change(&*staff).await?, &staff, *staff_id, &posts).await?;
    Ok(go("/console/assistance/posts"))
}
