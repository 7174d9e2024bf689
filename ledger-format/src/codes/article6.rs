//! The codes of Article 6 (`spec/article6.md` section 3), spelled as the AEF spells them.
//!
//! Invariants:
//! - As of every code here: it is its number, and any number can be held.
//! - [`Purposes`] is a sum of purposes; which sums make sense where is a rule.

use std::fmt;

use serde::{Deserialize, Serialize};

codes! {
    /// Where a cooperative approach stands.
    ApproachStatus: u16 {
        DRAFT = 1, "draft";
        ACTIVE = 2, "active";
        COMPLETED = 3, "completed";
        REVOKED = 4, "revoked";
    }

    /// How a Party adjusts in an NDC period (2/CMA.3 annex para 7).
    AdjustmentMethod: u16 {
        AVERAGING = 1, "averaging";
        TRAJECTORY = 2, "trajectory";
        BUDGET = 3, "multi-year budget";
    }

    /// What is stated of a Party; the last since rulebook 3.
    StandingItem: u16 {
        INITIAL_REPORT = 1, "initial report submitted";
        ELIGIBLE = 2, "eligible";
        EXEMPT_FROM_ADAPTATION_SHARE = 3, "exempt from the share for adaptation";
    }

    /// Sectors of AEF table 2.
    Sector: u16 {
        AGRICULTURE = 1, "Agriculture";
        BUILDING_AND_CONSTRUCTION = 2, "Building and construction";
        CROSS_SECTORAL_MECHANISMS = 3, "Cross-sectoral mechanisms";
        ENERGY_GENERATION = 4, "Energy generation";
        FORESTRY_AND_LAND_USE = 5, "Forestry and land use";
        INDUSTRIAL_PROCESSES = 6, "Industrial processes";
        TRANSPORTATION = 7, "Transportation";
        URBAN_DEVELOPMENT = 8, "Urban development";
        WASTE_MANAGEMENT = 9, "Waste management";
    }

    /// Activity types of AEF table 2.
    ActivityType: u16 {
        AFFORESTATION = 1, "Afforestation";
        AGRICULTURE = 2, "Agriculture";
        BIOGAS = 3, "Biogas";
        BIOMASS_ENERGY = 4, "Biomass Energy";
        CEMENT = 5, "Cement";
        CO2_USAGE = 6, "C02 usage";
        COAL_METHANE = 7, "Coal bed/mine methane";
        ENERGY_DISTRIBUTION = 8, "Energy distribution";
        ENERGY_EFFICIENCY_HOUSEHOLDS = 9, "Energy Efficiency households";
        ENERGY_EFFICIENCY_INDUSTRY = 10, "Energy Efficiency Industry";
        ENERGY_EFFICIENCY_OWN_GENERATION = 11, "Energy Efficiency own generation";
        ENERGY_EFFICIENCY_SERVICE = 12, "Energy Efficiency service";
        ENERGY_EFFICIENCY_SUPPLY_SIDE = 13, "Energy Efficiency supply side";
        FOSSIL_FUEL_SWITCH = 14, "Fossil fuel switch";
        FUGITIVE = 15, "Fugitive";
        GEOTHERMAL = 16, "Geothermal";
        HYDRO = 17, "Hydro";
        LANDFILL_GAS = 18, "Landfill gas";
        METHANE_AVOIDANCE = 19, "Methane avoidance";
        N2O = 20, "N2O";
        PFCS_AND_SF6 = 21, "PFCs and SF6";
        REFORESTATION = 22, "Reforestation";
        SOLAR = 23, "Solar";
        TIDAL = 24, "Tidal";
        TRANSPORT = 25, "Transport";
        WASTE = 26, "Waste";
        WIND = 27, "Wind";
    }

    /// What the first transfer for other international mitigation purposes is (2/CMA.3 annex para 2(b)).
    FirstTransferDefinition: u16 {
        NONE = 0, "none";
        AUTHORIZATION = 1, "authorization";
        ISSUANCE = 2, "issuance";
        USE_OR_CANCELLATION = 3, "use or cancellation";
    }

    /// What becomes of units when their authorization ends.
    RevocationTerms: u16 {
        UNITS_STAY = 1, "units first transferred stay as they are";
        UNUSED_RESTRICTED = 2, "units first transferred and not used are restricted";
        UNUSED_RESTRICTED_ON_CHANGE = 3, "units first transferred and not used are restricted, also by a later version";
    }

    /// What a particular of a movement is: 1 to 3 since rulebook 2, 7 and 9 since rulebook 4, the others since
    /// rulebook 3.
    ParticularTag: u16 {
        YEAR_OF_USE = 1, "year of use";
        ENTITY = 2, "entity";
        PURPOSE = 3, "purpose";
        MONITORING = 4, "monitoring";
        UNDERLYING_UNITS = 5, "underlying units";
        HISTORY = 6, "history";
        HOLD = 7, "hold";
        LOSS_SETTLED = 8, "loss settled";
        EVIDENCE = 9, "evidence";
    }
}

/// What units may be used for: a sum of NDC, IMP and OP; IMP and OP together are OIMP (2/CMA.3 annex para 1(f)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Purposes(pub u16);

impl Purposes {
    /// Use towards an NDC.
    pub const NDC: Self = Self(1);
    /// International mitigation purposes other than an NDC, such as CORSIA.
    pub const IMP: Self = Self(2);
    /// Other purposes.
    pub const OP: Self = Self(4);
    /// Everything that there is.
    pub const ALL: Self = Self(7);

    /// Both sums together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every purpose of `other` is one of these.
    #[must_use]
    pub const fn include(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it is a sum of purposes that have a name, and not empty.
    #[must_use]
    pub const fn is_known(self) -> bool {
        1 <= self.0 && self.0 <= Self::ALL.0
    }
}

impl fmt::Display for Purposes {
    /// As the AEF has it: `NDC`, `IMP`, `OP` or `OIMP`, joined by ` and `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.pad("NDC"),
            2 => f.pad("IMP"),
            3 => f.pad("NDC and IMP"),
            4 => f.pad("OP"),
            5 => f.pad("NDC and OP"),
            6 => f.pad("OIMP"),
            7 => f.pad("NDC and OIMP"),
            other => write!(f, "code {other}"),
        }
    }
}
