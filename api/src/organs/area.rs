//! The areas whose calendars lie over each other at a center, told by administrative code (GB/T 2260):
//! 540502 is a county of the city 540500 in the region 540000.

use std::fmt;

use crate::organs::{model::Center, working_days::Layer};

/// An area for which days are entered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    layer: Layer,
    scope: String,
}

/// A layer and a scope that don't fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnArea {
    /// The nation is one.
    #[error("the nation has no scope; leave it out")]
    Nation,
    /// Not a region's code.
    #[error("a region's scope is its code, like 540000")]
    Region,
    /// Not a city's code.
    #[error("a city's scope is its code, like 540500")]
    City,
    /// No center's code.
    #[error("a center's scope is its code")]
    Center,
}

impl Area {
    /// The whole country.
    pub fn nation() -> Self {
        Self { layer: Layer::Nation, scope: String::new() }
    }

    /// An area by layer and code; whether a center of that code exists isn't asked here.
    pub fn new(layer: Layer, scope: &str) -> Result<Self, NotAnArea> {
        let digits = scope.len() == 6 && scope.bytes().all(|byte| byte.is_ascii_digit());
        let (fits, otherwise) = match layer {
            Layer::Nation => (scope.is_empty(), NotAnArea::Nation),
            Layer::Region => (digits && scope.ends_with("0000"), NotAnArea::Region),
            Layer::City => (digits && scope.ends_with("00") && !scope.ends_with("0000"), NotAnArea::City),
            Layer::Center => (!scope.is_empty(), NotAnArea::Center),
        };
        if fits { Ok(Self { layer, scope: scope.to_owned() }) } else { Err(otherwise) }
    }

    /// All areas that a center lies in, from the nation to the center itself.
    pub fn around(center: &Center) -> Vec<Self> {
        let part = |layer, digits, zeros| {
            let code = center.organ_code.get(..digits).map(|start| format!("{start}{zeros}"))?;
            Self::new(layer, &code).ok()
        };
        let outer = [part(Layer::Region, 2, "0000"), part(Layer::City, 4, "00")];
        let itself = Self { layer: Layer::Center, scope: center.code.clone() };
        std::iter::once(Self::nation()).chain(outer.into_iter().flatten()).chain([itself]).collect()
    }

    /// How large it is.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Its code; empty for the nation.
    pub fn scope(&self) -> &str {
        &self.scope
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layer = match self.layer {
            Layer::Nation => "nation",
            Layer::Region => "region",
            Layer::City => "city",
            Layer::Center => "center",
        };
        write!(f, "{layer} {}", self.scope)
    }
}
