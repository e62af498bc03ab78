//! The time zones of the picker, by region.

use std::sync::OnceLock;

/// A region and its zones: name and the place's name.
pub type Region = (String, Vec<(String, String)>);

const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Every zone a place is named after, by region, as the time zone database lists them.
pub fn regions() -> &'static [Region] {
    static FOUND: OnceLock<Vec<Region>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        REGIONS
            .iter()
            .map(|region| {
                let mut places: Vec<(String, String)> = names
                    .iter()
                    .filter_map(|name| {
                        let place = name.strip_prefix(region)?.strip_prefix('/')?;
                        Some((name.clone(), place.replace('_', " ").replace('/', ", ")))
                    })
                    .collect();
                places.sort();
                ((*region).to_owned(), places)
            })
            .filter(|(_, places)| !places.is_empty())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_places_are_offered() {
        let all: Vec<_> = regions().iter().flat_map(|(_, places)| places).collect();
        for zone in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"] {
            assert!(all.iter().any(|(name, _)| name == zone), "{zone}");
        }
    }
}
