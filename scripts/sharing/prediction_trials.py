"""Whether the planner's ranges hold new savings in made-up registers, where the truth is known.

The plan, written before the first trial. In worlds like those of `sharing.selection_bias`, whose
publicity grows with a power of the saving, a register is drawn and goes through the whole pipeline.
Its forecasts are held against a second world of the same truth, whose partner groups are all new:
the plain ones against what that world publicises, the corrected ones against all of it. The
correction knows the first world's distribution of savings, as if the map had been kept, so that the
trial is of the method and not of the map. Each partner group counts once. A range without an end
holds all that lies beyond it.
"""

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from sharing.coverage import EDITION
from sharing.edition import analyse
from sharing.models import NotEstimated
from sharing.pooling import Floats
from sharing.prediction import HALF, NINE_IN_TEN, Forecast, fit_predictor, measure_size, prepare
from sharing.prediction_publicity import invert_chances
from sharing.selection_bias import calibrate
from sharing.simulate import simulate
from sharing.simulations import Simulation
from sharing.truth import Truth
from sharing.worlds import draw_world

STRENGTHS = (1.0, 1.75)
REPLICATIONS, FIRST_SEED, SECOND_SEED = 40, 1_000, 50_000
PLAIN, UNCORRECTED, CORRECTED = "publicised", "all, uncorrected", "all, corrected"
LEVELS = (*HALF, *NINE_IN_TEN)


def try_planner(replications: int = REPLICATIONS) -> pd.DataFrame:
    """`try_strength` for each of `STRENGTHS`, as kept or computed once."""
    return plan_trials(replications).recall()["shares"]


def plan_trials(replications: int = REPLICATIONS) -> Simulation:
    """The simulation of `try_planner`."""
    return Simulation(
        "planner-trials",
        __name__,
        (STRENGTHS, replications),
        lambda: {
            "shares": pd.concat(
                [try_strength(strength, replications) for strength in STRENGTHS], ignore_index=True
            )
        },
    )


def try_strength(strength: float, replications: int) -> pd.DataFrame:
    """How often ranges hold new savings where publicity grows with a power of the saving.

    Returns
    -------
    One row per kind of forecast and target (``of``: `PLAIN`, `UNCORRECTED`, `CORRECTED`) with
    ``strength``, ``replications``, and the mean share held with its standard error between
    registers: ``half``, ``half_error``, ``ninety``, ``ninety_error``.
    """
    truth = calibrate(strength)
    parts = Parallel(n_jobs=-1)(delayed(_try_once)(truth, seed) for seed in range(replications))
    held = pd.concat(parts, ignore_index=True)
    told = held.groupby("of", sort=False)[["half", "ninety"]].agg(["mean", "sem", "size"])
    return pd.DataFrame(
        {
            "of": told.index,
            "strength": strength,
            "replications": told["half", "size"].to_numpy(),
            "half": told["half", "mean"].to_numpy(),
            "half_error": told["half", "sem"].to_numpy(),
            "ninety": told["ninety", "mean"].to_numpy(),
            "ninety_error": told["ninety", "sem"].to_numpy(),
        }
    )


def count_held(ends: Floats, savings: Floats, groups: pd.Series) -> dict[str, float]:
    """The shares of ``savings`` that ranges hold, each group counted once.

    ``ends`` has shape (n, 4) with the columns of `LEVELS`, nan where a range has no end.
    """
    low, high = ends[:, ::2], ends[:, 1::2]
    inside = (np.isnan(low) | (low <= savings[:, None])) & (
        np.isnan(high) | (savings[:, None] <= high)
    )
    by_group = pd.DataFrame(inside, columns=["half", "ninety"]).groupby(groups.to_numpy()).mean()
    return by_group.mean().to_dict()


def _try_once(truth: Truth, seed: int) -> pd.DataFrame:
    simulated = simulate(truth, FIRST_SEED + seed)
    rows = prepare(analyse(simulated.register, EDITION).table)
    predictor = fit_predictor(rows)
    if isinstance(predictor, NotEstimated):
        return pd.DataFrame(columns=["of", "half", "ninety"])
    every = (simulated.world.annual_saving_gbp * simulated.world.cash_ratio).to_numpy()
    chances = invert_chances("known", rows, lambda edges: _share_under(every, edges))
    world, _ = draw_world(truth, np.random.default_rng(SECOND_SEED + seed))
    world["log_size"] = measure_size(world.n_councils.to_numpy(dtype=float))
    columns = ["family", "partners_group", "log_size"]
    kinds = world[columns].drop_duplicates().reset_index(drop=True)
    places = world.merge(kinds.reset_index(), on=columns, how="left")["index"].to_numpy()
    savings, public = world.annual_saving_gbp.to_numpy(), world.published.to_numpy()
    plain = _find_all_ends(predictor.forecast(kinds))[places]
    reweighed = predictor.reweigh(chances.weigh(rows)[0])
    corrected = _find_all_ends(reweighed.forecast(kinds))[places]
    return pd.DataFrame(
        [
            {"of": PLAIN} | count_held(plain[public], savings[public], world.group[public]),
            {"of": UNCORRECTED} | count_held(plain, savings, world.group),
            {"of": CORRECTED} | count_held(corrected, savings, world.group),
        ]
    )


def _share_under(savings: Floats, edges: tuple[float, ...]) -> Floats:
    return np.array([[(savings < edge).mean() for edge in edges]])


def _find_all_ends(forecast: Forecast) -> Floats:
    return forecast.find_ends(LEVELS)
