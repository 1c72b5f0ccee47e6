//! Erasing again what a restored backup brought back (security.md OPS-11).

use serde_json::json;

use crate::{
    app::App,
    applications, audit,
    error::Internal,
    platform::change::{Author, Event},
    privacy,
    retention::list::{self, Erased, What},
};

/// Erases again what the data folder's own list names and the audit record knows nothing of: then the database is older than the
/// list. Before anybody is served.
pub async fn before_serving(app: &App) -> Result<u64, Internal> {
    list::keep_up(app).await?;
    let own = list::own(app)?;
    let mut unknown = 0;
    for line in own.iter().rev() {
        if audit::service::has_entry(app.db.read(), &What::acts(), line.id).await? {
            break;
        }
        unknown += 1;
    }
    let since = own.len().saturating_sub(unknown);
    let again = replay(app, own.get(since..).unwrap_or_default()).await?;
    if again > 0 {
        tracing::warn!(erased = again, "an old backup brought records back; they are erased again");
    }
    Ok(again)
}

/// Erases again what is named and there, the oldest first; answers how many records that were.
pub async fn replay(app: &App, lines: &[Erased]) -> Result<u64, Internal> {
    let mut again = 0;
    for line in lines {
        let erased = match line.what {
            What::Matter => matter(app, line).await?,
            What::Account => privacy::service::erase_account(app, line.id).await?,
        };
        again += u64::from(erased);
    }
    Ok(again)
}

/// What was changed after it was erased can't be the same thing, and stays.
async fn matter(app: &App, line: &Erased) -> Result<bool, Internal> {
    let change = app.change(Author::System).await?;
    let Some(organ) = applications::service::erase(&change, line.id, line.at).await? else {
        return Ok(false);
    };
    let event = Event::new("matter.erased", line.id).at(organ).in_case(line.id);
    change.commit(event.with(json!({ "replayed": true })), true).await
}
