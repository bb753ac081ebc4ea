"""Study files, valid and invalid."""

import pytest

from poseur.studies import StudyError, load_study

MODEL = 'model = dict(depth=50)\nrandomness = dict(seed=7, deterministic=True)\n'
RUNS = """
    dict(name='Poseur, 3 layers', config='model.py', seeds=[0, 4]),
    dict(name='deep', config='model.py', overrides={'model.depth': 101}),
"""


@pytest.fixture
def write(tmp_path):
    """Writes a study next to a config."""
    (tmp_path / 'model.py').write_text(MODEL)

    def write(runs, metric="metric = 'coco/AP'", docstring='"""How deep?"""'):
        path = tmp_path / 'depth.py'
        path.write_text(f'{docstring}\n{metric}\nruns = [{runs}]\n')
        return path

    return write


def test_one_run_for_each_seed(write):
    study = load_study(write(RUNS))
    assert (study.title, study.metric) == ('How deep?', 'coco/AP')
    assert [run.folder for run in study.runs] == [
        'Poseur-3-layers_seed0',
        'Poseur-3-layers_seed4',
        'deep_seed0',
    ]


def test_overrides_and_seed_change_the_config(write):
    *_, seed4, deep = (run.load_config() for run in load_study(write(RUNS)).runs)
    assert seed4.randomness == dict(seed=4, deterministic=True)
    assert (seed4.model.depth, deep.model.depth) == (50, 101)


TESTS = """
    dict(
        name='deep',
        config='model.py',
        overrides={'model.depth': 101},
        seeds=[0, 4],
        tests={'thin': {'+model.width': 1}, 'shallow': {'model.depth': 18}},
    ),
"""


def test_further_tests_follow_the_run_that_trains(write):
    runs = load_study(write(TESTS)).runs
    names = ['deep', 'deep, thin', 'deep, shallow']
    assert [run.name for run in runs] == 2 * names
    trained, thin, shallow = runs[3:]
    assert thin.trained_by == shallow.trained_by == trained
    assert trained.trained_by is None
    assert thin.folder == 'deep_seed4/deep-thin_seed4'
    cfg = thin.load_config()
    assert (cfg.model.depth, cfg.model.width, cfg.randomness.seed) == (101, 1, 4)
    assert shallow.load_config().model.depth == 18
    assert thin.all_overrides == {'model.depth': 101, '+model.width': 1}
    assert len({run.digest for run in runs}) == 6


def test_tests_do_not_change_the_settings_of_their_training(write):
    trained = load_study(write(TESTS)).runs[0]
    without = "dict(name='deep', config='model.py', overrides={'model.depth': 101})"
    assert load_study(write(without)).runs[0].digest == trained.digest


def test_a_second_metric_and_a_reference(write):
    more = "metric = 'coco/AP'\nalso = 'coco/AR'\nreference = 'deep'"
    study = load_study(write(RUNS, metric=more))
    assert study.metrics == ('coco/AP', 'coco/AR')
    assert study.reference == 'deep'
    assert load_study(write(RUNS)).metrics == ('coco/AP',)


@pytest.mark.parametrize(
    ('more', 'message'),
    [
        ("reference = 'flat'", "reference='flat' is not among .* 3 layers, deep$"),
        ('reference = 3', 'set reference'),
        ("also = ['coco/AR']", 'set also .a str'),
    ],
)
def test_wrong_settings_are_refused(more, message, write):
    with pytest.raises(StudyError, match=message):
        load_study(write(RUNS, metric=f"metric = 'coco/AP'\n{more}"))


def test_without_docstring_the_file_gives_the_title(write):
    assert load_study(write(RUNS, docstring='')).title == 'depth'


@pytest.mark.parametrize(
    ('runs', 'message'),
    [
        ("dict(name='a')", r'depth.py: runs\[0\] has the keys name; it needs'),
        ("dict(name='a', config='model.py', seed=1)", 'name, config, seed; it needs'),
        ("dict(name='a', config='none.py')", 'there is no .*none.py; paths are rel'),
        (
            "dict(name='a b', config='model.py'), dict(name='a-b', config='model.py')",
            'two runs are called a-b_seed0; rename one',
        ),
        (
            "dict(name='a', config='model.py'), dict(name='a', config='model.py', "
            "overrides={'model.depth': 9}, seeds=[1])",
            "runs called 'a' differ in more than their seed; rename one",
        ),
        ("dict(name='a', config='model.py', seeds=3)", 'seeds=3 is not a list'),
        (
            "dict(name='a', config='model.py', seeds=['1'])",
            'is not a list of one integer',
        ),
        ("dict(name='a', config='model.py', seeds=[-1])", r'seeds=\[-1\] .* from 0'),
        ("dict(name='a', config='model.py', seeds=[])", 'is not a list of one integer'),
        (
            "dict(name='a', config='model.py', tests={'b': 3})",
            r"tests\['b'\]=3 is not a name with a dictionary",
        ),
        (
            "dict(name='a', config='model.py', tests={'b': {'model.dept': 3}})",
            "run 'a, b': .*model.depth",
        ),
        (
            "dict(name='a', config='model.py', tests={'b': {'model.depth': 3}}), "
            "dict(name='a', config='model.py', seeds=[1], "
            "tests={'b': {'model.depth': 4}})",
            "runs called 'a, b' differ in more than their seed",
        ),
        ("dict(name=3, config='model.py')", 'name=3 is not a str'),
        ("dict(name='+', config='model.py')", "name='\\+' needs a letter or digit"),
        ('', 'depth.py: set runs'),
    ],
)
def test_wrong_runs_are_refused(write, runs, message):
    with pytest.raises(StudyError, match=message):
        load_study(write(runs))


def test_a_study_needs_a_metric(write):
    with pytest.raises(StudyError, match='depth.py: set metric'):
        load_study(write(RUNS, metric=''))


def test_photographs_are_shown_or_not(write):
    assert load_study(write(RUNS)).photographs
    lines = "metric = 'coco/AP'\nphotographs = "
    assert not load_study(write(RUNS, lines + 'False')).photographs
    with pytest.raises(StudyError, match="photographs='no' is neither True nor False"):
        load_study(write(RUNS, lines + "'no'"))


def test_a_study_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StudyError, match='no study file .*none.py'):
        load_study(tmp_path / 'none.py')


def test_an_override_of_nothing_names_the_run(write):
    runs = "dict(name='deep', config='model.py', overrides={'model.dept': 101})"
    with pytest.raises(StudyError, match="run 'deep': .*model.depth"):
        load_study(write(runs))


def test_iterations_in_place_of_epochs_are_refused(write):
    overrides = "{'+log_processor': dict(by_epoch=False)}"
    runs = f"dict(name='deep', config='model.py', overrides={overrides})"
    with pytest.raises(StudyError, match="run 'deep': model.py counts iterations"):
        load_study(write(runs))


@pytest.mark.parametrize(
    ('name', 'runs', 'epochs'),
    [
        ('lsp_64x64', 12, 20),
        ('lsp_128x128', 5, 20),
        ('lsp_64x64_ablations', 6, 8),
        ('lsp_levers', 4, 4),
        ('synthetic_detectors', 6, 12),
        ('lsp_dense_128x128', 16, 20),
        ('lsp_dense_64x64', 10, 20),
        ('livestock', 7, 50),
    ],
)
def test_the_published_studies_can_be_run(name, runs, epochs, repo_root):
    study = load_study(repo_root / f'configs/studies/{name}.py')
    assert len(study.runs) == runs
    for run in study.runs:
        assert run.load_config().train_cfg.max_epochs == epochs
