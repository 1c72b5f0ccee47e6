//! What somebody signs in on, in a word: enough to know one's own phone in a list, too little to tell two people apart.

use actix_web::{HttpMessage, HttpRequest, http::header};
use uuid::Uuid;

use crate::identity::{
    actor::{Citizen, Staff},
    model::Channel,
    session::SignedIn,
};

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A phone or tablet with iOS.
    Iphone,
    /// A phone or tablet with Android.
    Android,
    /// The mini-program or `WeChat`'s own browser.
    Wechat,
    /// A computer.
    Computer,
    /// Anything else.
    Other,
}

impl Device {
    /// The word as it is stored; `device-{word}` in the locales.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Iphone => "iphone",
            Self::Android => "android",
            Self::Wechat => "wechat",
            Self::Computer => "computer",
            Self::Other => "other",
        }
    }

    fn named(agent: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|word| agent.contains(word));
        if is(&["MicroMessenger"]) {
            Self::Wechat
        } else if is(&["iPhone", "iPad"]) {
            Self::Iphone
        } else if is(&["Android"]) {
            Self::Android
        } else if is(&["Windows", "Macintosh", "Linux", "X11"]) {
            Self::Computer
        } else {
            Self::Other
        }
    }
}

/// Where somebody comes in: by which face, on what.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Decides how long the sign-in lasts.
    pub channel: Channel,
    /// Shown in the list of devices.
    pub device: Device,
    /// The session that the browser has already; it ends where the new one begins (ID-11).
    pub before: Option<Uuid>,
}

impl Door {
    /// The door of a request.
    pub fn of(request: &HttpRequest, channel: Channel) -> Self {
        let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let known = request.extensions();
        let citizen = known.get::<SignedIn<Citizen>>().map(|citizen| citizen.sign_in);
        let before = citizen.or_else(|| known.get::<SignedIn<Staff>>().map(|staff| staff.sign_in));
        Self { channel, device: Device::named(agent.unwrap_or_default()), before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_what_browsers_say() {
        for (agent, device) in [
            ("Mozilla/5.0 (Linux; Android 9; MI 6) Chrome/90 Mobile", Device::Android),
            ("Mozilla/5.0 (Linux; Android 9) MicroMessenger/8.0", Device::Wechat),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X)", Device::Iphone),
            ("Mozilla/5.0 (Windows NT 6.1) Chrome/86", Device::Computer),
            ("curl/8", Device::Other),
        ] {
            assert_eq!(Device::named(agent), device, "{agent}");
        }
    }
}
