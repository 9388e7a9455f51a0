"""Small files and small functions: what fits on a screen is read whole."""

from statistics import median, quantiles

from tests.architecture.sources import functions, length_of, sources

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
NINE_OF_TEN_LINES = 45
MEDIAN_LINES = 12


def test_files_stay_under_three_hundred_lines() -> None:
    long = [s.name for s in sources() if s.text.count("\n") > MAX_FILE_LINES]
    assert long == [], "split by use case, like readings_history.py beside readings.py"


def test_functions_stay_under_sixty_lines() -> None:
    long = [
        f"{s.at(f)} {f.name}" for s in sources() for f in functions(s) if length_of(f) > MAX_FUNCTION_LINES
    ]
    assert long == [], "give the parts of the function names of their own"


def test_most_functions_fit_at_a_glance() -> None:
    lengths = [length_of(f) for s in sources() for f in functions(s)]
    assert median(lengths) <= MEDIAN_LINES, "the usual function is about ten lines"
    assert quantiles(lengths, n=10)[-1] < NINE_OF_TEN_LINES, "nine of ten functions stay under 45 lines"
