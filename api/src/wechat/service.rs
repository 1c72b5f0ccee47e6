//! Signing in with `WeChat`. The platform is asked before the change begins: no transaction waits for it.

use hechang_entity::wechat_account;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    error::Internal,
    identity::{
        device::Door,
        model::{Subject, SubjectKind},
        phone::Phone,
        service,
        session::{self, Opened},
    },
    platform::{
        change::{Author, Change, Event},
        ids, limits,
        vault::Place,
    },
    wechat::{client::OpenId, error::WechatError, model::WechatLogin, queries},
};

/// Signs the person of a login code in. The phone, once proved, says who that is; a known openid then suffices.
pub async fn sign_in(
    app: &App,
    login: &WechatLogin,
    address: &str,
    door: Door,
) -> Result<Opened, WechatError> {
    app.limits.count(limits::WECHAT_FROM_ADDRESS, address).await?;
    let openid = app.wechat.openid(&login.code).await?;
    let phone = match &login.phone_code {
        Some(code) => Some(app.wechat.phone(code, &openid).await?),
        None => None,
    };
    let change = app.change(Author::Visitor).await?;
    let citizen = citizen(&change, app.wechat.appid(), &openid, phone).await?;
    let subject = Subject { kind: SubjectKind::Citizen, id: citizen };
    let signed_in = session::open(&change, subject, door).await?;
    let event = Event::new("citizen.signed_in", citizen).with(json!({ "by": "wechat" }));
    Ok(change.commit(event, signed_in).await?)
}

async fn citizen(
    change: &Change,
    appid: &str,
    openid: &OpenId,
    phone: Option<Phone>,
) -> Result<Uuid, WechatError> {
    let index = change.vault().index("wechat_account.openid", &format!("{appid}:{}", openid.0))?;
    let known = queries::by_openid(change.db(), &index).await?.map(|account| account.citizen_id);
    let Some(phone) = phone else { return known.ok_or(WechatError::PhoneNeeded) };
    let citizen = service::citizen_by_proven_phone(change, phone.number()).await?;
    if known != Some(citizen) {
        bind(change, index, openid, citizen).await?;
        change.record(Event::new("wechat.bound", citizen));
    }
    Ok(citizen)
}

async fn bind(change: &Change, index: Vec<u8>, openid: &OpenId, citizen_id: Uuid) -> Result<(), Internal> {
    let id = ids::new_id();
    let place = Place { column: "wechat_account.openid", row: id };
    let openid_sealed = change.vault().seal(place, openid.0.as_bytes())?;
    let created_at = change.now();
    let row =
        wechat_account::Model { id, openid_index: index.clone(), openid_sealed, citizen_id, created_at };
    if !queries::insert(change.db(), row).await? {
        queries::rebind(change.db(), &index, citizen_id).await?;
    }
    Ok(())
}
