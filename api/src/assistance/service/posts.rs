//! The posts of those who decide (职务): given by an administrator, asked for by the chain.

use hechang_entity::staff_post;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    assistance::{error::AssistanceError, queries, rules::Post},
    error::Internal,
    identity::{
        self,
        actor::{Role, Staff},
        policy::{self, Action, On},
    },
    platform::change::{Change, Event},
};

/// Somebody who decides, with their posts.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The account.
    pub staff_id: Uuid,
    /// The name they sign in with.
    pub username: String,
    /// Their posts.
    pub posts: Vec<Post>,
}

/// Whether somebody holds one of these posts.
pub(in crate::assistance) async fn hold_any(
    db: &impl ConnectionTrait,
    staff: Uuid,
    posts: &[Post],
) -> Result<bool, Internal> {
    Ok(of(db, staff).await?.iter().any(|held| posts.contains(held)))
}

/// The posts that somebody holds.
pub(super) async fn of(db: &impl ConnectionTrait, staff: Uuid) -> Result<Vec<Post>, Internal> {
    let held = queries::posts(db, &[staff]).await?;
    let known = |row: &staff_post::Model| Post::ALL.into_iter().find(|post| post.word() == row.post);
    Ok(held.iter().filter_map(known).collect())
}

/// Those who decide at an administrator's organ and below it, with their posts.
///
/// # Errors
/// 403 for others than administrators and auditors.
pub async fn posts(db: &impl ConnectionTrait, staff: &Staff) -> Result<Vec<Holder>, AssistanceError> {
    policy::require(staff, Action::SeePosts)?;
    let reach = policy::reach(db, staff).await?;
    let mut deciders = identity::staff::at_organs(db, &reach.organs).await?;
    deciders.retain(|colleague| colleague.roles.contains(&Role::Approver));
    let ids: Vec<_> = deciders.iter().map(|colleague| colleague.id).collect();
    let held = queries::posts(db, &ids).await?;
    let of = |id: Uuid| {
        let mine = held.iter().filter(move |row| row.staff_id == id);
        mine.filter_map(|row| Post::ALL.into_iter().find(|post| post.word() == row.post)).collect()
    };
    let holder = |colleague: identity::staff::Colleague| Holder {
        posts: of(colleague.id),
        staff_id: colleague.id,
        username: colleague.username,
    };
    Ok(deciders.into_iter().map(holder).collect())
}

/// Gives somebody who decides these posts and no others.
///
/// # Errors
/// 403 for others than administrators; `NotFound` for somebody out of reach; `Faulty` for somebody who doesn't decide.
pub async fn set_posts(
    change: Change,
    staff: &Staff,
    id: Uuid,
    posts: &[Post],
) -> Result<(), AssistanceError> {
    policy::require(staff, Action::KeepPosts)?;
    let holder = identity::staff::find(change.db(), id).await?.ok_or(AssistanceError::NotFound)?;
    let reach = policy::reach(change.db(), staff).await?;
    policy::decide(&reach, Action::KeepPosts, On::Organ(holder.organ_id))?;
    if !holder.is_any(&[Role::Approver]) {
        return Err(AssistanceError::fault("/posts", "not_a_decider"));
    }
    give(&change, id, posts).await?;
    let event = Event::new("assistance.posts_given", id).at(holder.organ_id).with(json!({ "posts": posts }));
    Ok(change.commit(event, ()).await?)
}

/// Puts other posts in the place of somebody's. The caller commits.
pub async fn give(change: &Change, staff: Uuid, posts: &[Post]) -> Result<(), AssistanceError> {
    let holder = identity::staff::find(change.db(), staff).await?.ok_or(AssistanceError::NotFound)?;
    let words: Vec<_> = posts.iter().map(|post| post.word()).collect();
    Ok(queries::set_posts(change.db(), (staff, holder.organ_id), &words).await?)
}
