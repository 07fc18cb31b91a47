from otklik.problem import Problem


def test_problem_is_one_line_with_its_remedy() -> None:
    problem = Problem("the disk is full.", "free some space")
    assert str(problem) == "the disk is full. Remedy: free some space"
    assert "\n" not in str(problem)
