//! What of signing in is past its time (`retention.yaml`).

use chrono::{DateTime, Utc};
use hechang_entity::{code_challenge, departed_citizen, sign_in, spent_refresh_token};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QuerySelect, QueryTrait};

use crate::platform::aging::Due;

/// One-time codes that stopped to work at this instant or before.
pub fn codes(cutoff: DateTime<Utc>) -> Due<code_challenge::Entity> {
    use code_challenge::Column;
    Due { key: Column::Id, when: Condition::all().add(Column::ExpiresAt.lte(cutoff)) }
}

/// Sign-ins that ended at this instant or before, by themselves or by somebody.
pub fn sign_ins(cutoff: DateTime<Utc>) -> Due<sign_in::Entity> {
    use sign_in::Column;
    let ended = Condition::any().add(Column::EndedAt.lte(cutoff)).add(Column::ExpiresAt.lte(cutoff));
    Due { key: Column::Id, when: ended }
}

/// Refresh tokens that were exchanged at this instant or before.
pub fn spent_tokens(cutoff: DateTime<Utc>) -> Due<spent_refresh_token::Entity> {
    use spent_refresh_token::Column;
    Due { key: Column::SecretHash, when: Condition::all().add(Column::SpentAt.lte(cutoff)) }
}

/// Phones of deleted accounts of which nothing else is kept any more.
pub fn departed_phones(cutoff: DateTime<Utc>) -> Due<departed_citizen::Entity> {
    use departed_citizen::Column;
    use hechang_entity::application;
    let with_matters =
        application::Entity::find().select_only().column(application::Column::CitizenId).into_query();
    let when =
        Condition::all().add(Column::At.lte(cutoff)).add(Column::CitizenId.not_in_subquery(with_matters));
    Due { key: Column::CitizenId, when }
}
