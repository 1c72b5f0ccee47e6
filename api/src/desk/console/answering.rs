//! An action is done once, and what came of it is shown where it can be mended.

use actix_web::{HttpResponse, http::StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    catalog::{Performer, Row, Service, StepRefusal},
    desk::{
        console::{
            Reader, go,
            matter::{self, Remarks},
        },
        service,
    },
    error::Problem,
    identity::policy::{self, Action, On},
    platform::once::Once,
    web::posted::Pairs,
};

/// The hidden field with the key that does an action only once. Names with an underscore are the page's own.
pub(super) const ONCE: &str = "_once";
const LONGEST_KEY: usize = 100;

/// What came of an action.
pub(super) enum Outcome {
    /// Nothing is left to do on its page.
    Over(HttpResponse),
    /// The page is shown again, with this.
    Mend(Problem),
}

/// The row of the workflow that an action would follow.
///
/// # Errors
/// What the workflow says: 404 for an unknown action, 403 for another role's, 409 when somebody was faster.
pub(super) fn row<'a>(
    service: &'a Service,
    state: crate::catalog::State,
    action: &str,
    by: &[Performer],
) -> Result<&'a Row, Problem> {
    service.workflow.step(state, action, by).map_err(|refusal: StepRefusal| refusal.into())
}

/// The key that a page sent back.
pub(super) fn key(pairs: &Pairs) -> Result<&str, Problem> {
    let key = pairs.iter().find(|(name, _)| name == ONCE).map(|(_, key)| key.as_str());
    key.filter(|key| (1..=LONGEST_KEY).contains(&key.len())).ok_or_else(|| Problem::bad_request("unreadable"))
}

/// Does an action; the same form sent again changes nothing.
pub(super) async fn act(
    reader: Reader<'_>,
    id: Uuid,
    action: &str,
    key: &str,
    body: &Value,
) -> Result<Outcome, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let once = Once::keyed(key, request.path());
    let work = async |change| service::act(app, change, staff, id, action, body.clone()).await;
    match once.run(app.change(staff).await?, &app.cache, body, work).await {
        Ok(matter) => {
            let reach = policy::reach(app.db.read(), staff).await?;
            let access = matter.dossier.application.access();
            let stays = policy::decide(&reach, Action::SeeMatters, On::Matter(&access));
            let page = if stays.is_ok() {
                format!("/console/applications/{id}?done={action}")
            } else {
                "/console".into()
            };
            Ok(Outcome::Over(go(&page)))
        }
        Err(problem)
            if matches!(
                problem.code,
                "invalid" | "materials_not_judged" | "representation_not_confirmed"
            ) =>
        {
            Ok(Outcome::Mend(problem))
        }
        Err(problem) => overtaken(reader, id, problem).await.map(Outcome::Over),
    }
}

/// Somebody was faster: the matter as it is now, with a word about it.
pub(super) async fn overtaken(
    reader: Reader<'_>,
    id: Uuid,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    let status = problem.status;
    let late = matches!(status, StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED);
    if !late && problem.code != "idempotency_key_reused" {
        return Err(problem);
    }
    let remarks = Remarks { problem: Some(problem), ..Remarks::default() };
    matter::draw(reader, id, status, &remarks).await
}
