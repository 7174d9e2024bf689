//! The controlled values of the AEF: the common nomenclatures of 17 February 2026, with the spellings that are met in the wild.
//!
//! - A value is recognised by its name or an alias, whatever its case and spacing.
//! - The source's spelling is kept where it is not the nomenclature's own, so that a text survives reading and writing.
//! - Lists that the secretariat extends (sectors, activity types, registries) have a value `Unlisted`: the text is kept
//!   and found fault with, and the row stays usable.
//! - It does not know which value may stand where: that is [`crate::columns`] and [`crate::syntax`].

use std::fmt;

/// A list of controlled values.
pub trait Controlled: Copy + Eq + Ord + fmt::Debug + 'static {
    /// The list's name, with its table in the common nomenclatures.
    const LIST: &'static str;
    /// Each value, its name, and other spellings of it.
    const VALUES: &'static [(Self, &'static str, &'static [&'static str])];
    /// What stands for a text outside an open list; `None` for closed lists.
    const UNLISTED: Option<Self>;

    /// The nomenclature's name.
    #[must_use]
    fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(value, _, _)| *value == self).map_or("", |(_, name, _)| name)
    }

    /// The value of a text, if it is one of the list.
    #[must_use]
    fn recognise(text: &str) -> Option<Self> {
        let wanted = folded(text);
        Self::VALUES
            .iter()
            .find(|(_, name, aliases)| {
                folded(name) == wanted || aliases.iter().any(|alias| folded(alias) == wanted)
            })
            .map(|(value, _, _)| *value)
    }

    /// All names, for a sentence that says what is expected.
    #[must_use]
    fn names() -> String {
        Self::VALUES.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join("; ")
    }
}

/// Lower case, spaces run together.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A controlled value with the spelling it came in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spelled<V> {
    value: V,
    spelling: Option<Box<str>>,
}

impl<V: Controlled> Spelled<V> {
    /// The value in the nomenclature's own spelling.
    #[must_use]
    pub fn new(value: V) -> Self {
        let spelling = (Some(value) == V::UNLISTED).then(|| "Other".into());
        Self { value, spelling }
    }

    /// The value of a text; `None` if a closed list does not hold it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let value = V::recognise(text).or(V::UNLISTED)?;
        let spelling = (value.name() != text).then(|| text.into());
        Some(Self { value, spelling })
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> V {
        self.value
    }

    /// Whether an open list does not hold it.
    #[must_use]
    pub fn is_unlisted(&self) -> bool {
        Some(self.value) == V::UNLISTED
    }

    /// The text as its source spelled it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.spelling.as_deref().unwrap_or_else(|| self.value.name())
    }
}

impl<V: Controlled> fmt::Display for Spelled<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl<V: Controlled> From<V> for Spelled<V> {
    fn from(value: V) -> Self {
        Self::new(value)
    }
}

macro_rules! controlled {
    ($(#[$doc:meta])* $name:ident, $list:literal, unlisted: $unlisted:expr, {
        $($value:ident = $text:literal $(| $alias:literal)*),* $(,)?
    } $(, $extra:ident)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the name is the documentation")]
        pub enum $name { $($value,)* $($extra,)? }

        impl Controlled for $name {
            const LIST: &'static str = $list;
            const VALUES: &'static [(Self, &'static str, &'static [&'static str])] =
                &[$((Self::$value, $text, &[$($alias),*])),*];
            const UNLISTED: Option<Self> = $unlisted;
        }
    };
}

controlled! {
    /// What an action is.
    ActionType, "action types (table 25)", unlisted: None, {
        Authorization = "Authorization" | "Authorisation",
        FirstTransfer = "First transfer",
        Transfer = "Transfer",
        Acquisition = "Acquisition",
        Use = "Use",
        Cancellation = "Cancellation" | "Cancelation",
        VoluntaryCancellation = "Voluntary Cancellation" | "Voluntary Cancelation",
    }
}

controlled! {
    /// What kind of an action it is, within its type.
    ActionSubtype, "action subtypes (table 26)", unlisted: None, {
        International = "First transfer to another Party" | "First international transfer",
        Authorization = "Authorization" | "Authorisation",
        Issuance = "Issuance",
        UseOrCancellation = "Use or cancellation" | "Use of cancellation",
        MandatoryAdaptationFund = "Mandatory transfer to the Adaptation Fund (A6.4 ERs)",
        VoluntaryAdaptationFund = "Voluntary transfer to the Adaptation Fund (A6.4 ERs)",
        MandatoryOmge = "Mandatory cancellation to deliver OMGE",
        VoluntaryOmge = "Voluntary cancellation to deliver OMGE",
        OtherCancellations = "Other cancellations" | "Other cancellation",
        NotYetDefined = "Not yet defined",
    }
}

controlled! {
    /// What mitigation outcomes are authorized for, or used for.
    Purpose, "purposes (table 16)", unlisted: None, {
        Ndc = "NDC",
        Oimp = "OIMP",
        Imp = "IMP",
        Op = "OP",
        NdcAndOimp = "NDC and OIMP" | "OIMP and NDC",
        NdcAndImp = "NDC and IMP" | "IMP and NDC",
        NdcAndOp = "NDC and OP" | "OP and NDC",
    }
}

controlled! {
    /// What the first transfer is when the purpose is OIMP (2/CMA.3 annex 2(b)).
    FirstTransferDefinition, "first transfer definitions for OIMP (table 22)", unlisted: None, {
        Authorization = "Authorisation" | "Authorization",
        Issuance = "Issuance",
        UseOrCancellation = "Use or Cancellation" | "Use of Cancellation",
    }
}

controlled! {
    /// Whether quantities are tonnes of CO2 equivalent.
    Metric, "metrics (table 12)", unlisted: None, {
        Ghg = "GHG",
        NonGhg = "non-GHG" | "non GHG" | "nonGHG",
    }
}

controlled! {
    /// What the mitigation is.
    MitigationType, "mitigation types (table 36)", unlisted: None, {
        Reductions = "Emission reductions" | "Emission reduction",
        Removals = "Removals" | "Removal",
        Both = "Emission reductions and removals",
    }
}

controlled! {
    /// Where the mitigation occurs.
    Sector, "sectors (table 15)", unlisted: Some(Self::Unlisted), {
        Agriculture = "Agriculture",
        Building = "Building and construction",
        CrossSectoral = "Cross-sectoral mechanisms",
        Energy = "Energy generation",
        Forestry = "Forestry and land use",
        Industrial = "Industrial processes",
        Transportation = "Transportation",
        Urban = "Urban development",
        Waste = "Waste management",
    }, Unlisted
}

controlled! {
    /// What the activity does.
    ActivityType, "activity types (table 51)", unlisted: Some(Self::Unlisted), {
        Afforestation = "Afforestation",
        Agriculture = "Agriculture",
        Biogas = "Biogas",
        Biomass = "Biomass Energy",
        Cement = "Cement",
        // The nomenclature prints a digit zero.
        Co2Usage = "C02 usage" | "CO2 usage",
        CoalMethane = "Coal bed/mine methane",
        EnergyDistribution = "Energy distribution",
        EfficiencyHouseholds = "Energy Efficiency households",
        EfficiencyIndustry = "Energy Efficiency Industry",
        EfficiencyOwnGeneration = "Energy Efficiency own generation",
        EfficiencyService = "Energy Efficiency service",
        EfficiencySupply = "Energy Efficiency supply side",
        FossilSwitch = "Fossil fuel switch",
        Fugitive = "Fugitive",
        Geothermal = "Geothermal",
        Hydro = "Hydro",
        LandfillGas = "Landfill gas",
        MethaneAvoidance = "Methane avoidance",
        N2o = "N2O",
        PfcsAndSf6 = "PFCs and SF6",
        Reforestation = "Reforestation",
        Solar = "Solar",
        Tidal = "Tidal",
        Transport = "Transport",
        Waste = "Waste",
        Wind = "Wind",
    }, Unlisted
}

controlled! {
    /// A registry whose units underlie ITMOs.
    UnderlyingRegistry, "underlying unit registries (table 31)", unlisted: Some(Self::Unlisted), {
        Vcs = "VCS",
        Gs = "GS",
        Car = "CAR",
        Acr = "ACR",
        Art = "ART",
        Gcc = "GCC",
        Cercarbono = "Cercarbono",
        Isometric = "Isometric",
        Isfl = "ISFL",
        Fcpf = "FCPF",
        TVer = "T-VER",
        Jcm = "JCM",
    }, Unlisted
}

impl ActionType {
    /// The subtypes that may stand beside this type; empty for those that have none.
    #[must_use]
    pub fn subtypes(self) -> &'static [ActionSubtype] {
        use ActionSubtype as S;
        match self {
            Self::FirstTransfer => &[
                S::International,
                S::Authorization,
                S::Issuance,
                S::UseOrCancellation,
                S::MandatoryOmge,
                S::VoluntaryOmge,
                S::OtherCancellations,
                S::NotYetDefined,
            ],
            Self::Transfer => &[S::MandatoryAdaptationFund, S::VoluntaryAdaptationFund, S::NotYetDefined],
            Self::Cancellation | Self::VoluntaryCancellation => {
                &[S::MandatoryOmge, S::VoluntaryOmge, S::OtherCancellations, S::NotYetDefined]
            }
            Self::Authorization | Self::Acquisition | Self::Use => &[],
        }
    }

    /// Whether nothing can be done with the units afterwards.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Use | Self::Cancellation | Self::VoluntaryCancellation)
    }

    /// Whether it is one of the five types that every reader of an AEF knows.
    #[must_use]
    pub fn is_core(self) -> bool {
        !matches!(self, Self::Authorization | Self::VoluntaryCancellation)
    }
}

impl ActionSubtype {
    /// Whether it is a transfer to the Adaptation Fund, which no Party acquires.
    #[must_use]
    pub fn is_adaptation_fund(self) -> bool {
        matches!(self, Self::MandatoryAdaptationFund | Self::VoluntaryAdaptationFund)
    }

    /// The definition for OIMP of which a first transfer of this subtype is an instance.
    #[must_use]
    pub fn definition(self) -> Option<FirstTransferDefinition> {
        match self {
            Self::Authorization => Some(FirstTransferDefinition::Authorization),
            Self::Issuance => Some(FirstTransferDefinition::Issuance),
            // The three cancellations are ways to use or cancel.
            Self::UseOrCancellation
            | Self::MandatoryOmge
            | Self::VoluntaryOmge
            | Self::OtherCancellations => Some(FirstTransferDefinition::UseOrCancellation),
            _ => None,
        }
    }
}

impl Purpose {
    /// Whether use towards an NDC is one of the purposes.
    #[must_use]
    pub fn covers_ndc(self) -> bool {
        matches!(self, Self::Ndc | Self::NdcAndOimp | Self::NdcAndImp | Self::NdcAndOp)
    }

    /// Whether other international mitigation purposes are among them, of either sort.
    #[must_use]
    pub fn covers_oimp(self) -> bool {
        self != Self::Ndc
    }

    fn sorts(self) -> (bool, bool, bool) {
        match self {
            Self::Ndc => (true, false, false),
            Self::Oimp => (false, true, true),
            Self::Imp => (false, true, false),
            Self::Op => (false, false, true),
            Self::NdcAndOimp => (true, true, true),
            Self::NdcAndImp => (true, true, false),
            Self::NdcAndOp => (true, false, true),
        }
    }

    /// Whether an authorization for these purposes covers a use for `used`; `None` where `used` says only OIMP and one of
    /// IMP and OP is authorized.
    #[must_use]
    pub fn covers(self, used: Self) -> Option<bool> {
        let (ndc, imp, op) = self.sorts();
        let (uses_ndc, uses_imp, uses_op) = used.sorts();
        if uses_ndc && !ndc {
            return Some(false);
        }
        match (uses_imp, uses_op) {
            (false, false) => Some(true),
            (true, false) => Some(imp),
            (false, true) => Some(op),
            (true, true) if imp && op => Some(true),
            (true, true) => (!imp && !op).then_some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_recognised_and_the_spelling_is_kept() {
        let subtype = Spelled::<ActionSubtype>::read("First  international transfer").unwrap();
        assert_eq!(subtype.value(), ActionSubtype::International);
        assert_eq!(subtype.text(), "First  international transfer");
        assert_eq!(Spelled::<ActionType>::read("first transfer").unwrap().value(), ActionType::FirstTransfer);
        let own = Spelled::<FirstTransferDefinition>::read("Use of cancellation").unwrap();
        assert_eq!(own.value(), FirstTransferDefinition::UseOrCancellation);
        assert_eq!(Spelled::<ActivityType>::read("CO2 usage").unwrap().value(), ActivityType::Co2Usage);
        // A control: what is not in a closed list is nothing, in an open one it is kept as it is.
        assert_eq!(Spelled::<ActionType>::read("Retirement"), None);
        let other = Spelled::<UnderlyingRegistry>::read("BioCarbon").unwrap();
        assert!(other.is_unlisted());
        assert_eq!(other.text(), "BioCarbon");
    }

    #[test]
    fn names_are_unique_and_read_back() {
        fn check<V: Controlled>() {
            for (value, name, aliases) in V::VALUES {
                assert_eq!(V::recognise(name), Some(*value), "{name}");
                assert_eq!(Spelled::<V>::read(name).unwrap(), Spelled::new(*value));
                for alias in *aliases {
                    assert_eq!(V::recognise(alias), Some(*value), "{alias}");
                }
            }
        }
        check::<ActionType>();
        check::<ActionSubtype>();
        check::<Purpose>();
        check::<FirstTransferDefinition>();
        check::<Metric>();
        check::<MitigationType>();
        check::<Sector>();
        check::<ActivityType>();
        check::<UnderlyingRegistry>();
    }

    #[test]
    fn purposes_cover_what_they_contain() {
        assert_eq!(Purpose::NdcAndOimp.covers(Purpose::Ndc), Some(true));
        assert_eq!(Purpose::NdcAndOimp.covers(Purpose::Imp), Some(true));
        assert_eq!(Purpose::Oimp.covers(Purpose::Op), Some(true));
        assert_eq!(Purpose::Ndc.covers(Purpose::Imp), Some(false));
        assert_eq!(Purpose::Imp.covers(Purpose::Ndc), Some(false));
        assert_eq!(Purpose::Imp.covers(Purpose::Op), Some(false));
        assert_eq!(Purpose::Imp.covers(Purpose::Oimp), None);
        assert_eq!(Purpose::Ndc.covers(Purpose::Oimp), Some(false));
    }
}
