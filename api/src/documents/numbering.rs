//! What a number begins with: 山南检控申救〔2026〕5号.

use crate::organs::model::Organ;

/// Ends of a procuratorate's name.
const OFFICE: &str = "人民检察院";

/// What may stand behind a place's own name.
const AREAS: [&str; 8] = ["自治区", "自治州", "自治县", "地区", "省", "市", "县", "区"];

/// A place's short name until its office sets another: the name without 人民检察院 and without what kind of area it is.
pub fn usual_place(organ: &Organ) -> String {
    let name = organ.short_name.as_ref().map_or(&organ.name.zh_cn, |short| &short.zh_cn);
    let name = if name.ends_with(OFFICE) { name } else { &organ.name.zh_cn };
    let place = name.strip_suffix(OFFICE).unwrap_or(name);
    let bare = AREAS.iter().find_map(|area| place.strip_suffix(area)).filter(|bare| bare.chars().count() > 1);
    bare.unwrap_or(place).chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organs::model::{Kind, Level},
        platform::ids,
        web::language::Text,
    };

    fn place(name: &str) -> String {
        let name = Text { zh_cn: name.into(), bo_cn: name.into(), en: name.into() };
        usual_place(&Organ {
            id: ids::new_id(),
            code: "540500".into(),
            name,
            short_name: None,
            kind: Kind::Procuratorate,
            level: Level::City,
            parent_id: None,
            partner: None,
            phone: None,
            contact: None,
            closed_at: None,
            version: 1,
        })
    }

    #[test]
    fn a_place_is_called_by_its_own_name() {
        for (name, short) in [
            ("山南市人民检察院", "山南"),
            ("乃东区人民检察院", "乃东"),
            ("西藏自治区人民检察院", "西藏"),
            ("朗县人民检察院", "朗县"),
            ("浪卡子县人民检察院", "浪卡子"),
            ("最高人民检察院", "最高"),
        ] {
            assert_eq!(place(name), short, "{name}");
        }
    }
}
